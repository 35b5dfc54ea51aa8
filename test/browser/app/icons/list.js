import { createSvgIcon } from '@mui/material/utils';
import { createElement } from 'react';

export default createSvgIcon(createElement('path', { d: 'M4 6h16v2H4zm0 5h16v2H4zm0 5h16v2H4z' }), 'List');
