/** The id under which it is said that a definition or a schema, or a part of it, cannot be looked at. */
export const NOT_CHECKED = 'NotChecked';
