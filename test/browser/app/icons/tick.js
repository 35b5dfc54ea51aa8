import { createSvgIcon } from '@mui/material/utils';
import { createElement } from 'react';

export default createSvgIcon(createElement('path', { d: 'M4 13l2-2 4 4 8-9 2 2-10 11z' }), 'Tick');
