import { workspaceFile } from '../../shared/model/workspaceFile.ts';
import { toSchemaNode } from './yaml/schemaNode.ts';

/**
 * The JSON Schema of `signalbox.yaml`, for editors: draft 7, which the YAML language server reads best
 * (https://github.com/redhat-developer/yaml-language-server). Made from the very objects that parse the file.
 */
export function createJsonSchema(): object {
  return {
    ...toSchemaNode(workspaceFile),
    title: 'Signalbox workspace',
    description: 'What is deployed where, through which balancers, and how: signalbox.yaml of a workspace.',
  };
}
