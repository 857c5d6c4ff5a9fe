export { type TextPart, visibleParts, visibleText } from '../../../shared/view/visibleText.ts';
