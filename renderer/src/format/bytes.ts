export { formatBytes } from '../../../shared/view/formatBytes.ts';
