import { createSvgIcon } from '@mui/material/utils';
import { createElement } from 'react';

export default createSvgIcon(createElement('path', { d: 'M4 16 16 4l4 4L8 20H4z' }), 'Pen');
