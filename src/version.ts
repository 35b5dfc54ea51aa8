/** The PostgREST version whose behaviour this server has; shown to clients where PostgREST shows its own. */
export const compatibleVersion = '16.2';
