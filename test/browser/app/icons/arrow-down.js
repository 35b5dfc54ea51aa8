import { createSvgIcon } from '@mui/material/utils';
import { createElement } from 'react';

export default createSvgIcon(createElement('path', { d: 'M11 4h2v9h4l-5 6-5-6h4z' }), 'ArrowDown');
