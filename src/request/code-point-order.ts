export { compareCodePoints } from '../text/code-point-order.ts';
