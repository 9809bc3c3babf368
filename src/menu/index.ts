/** The menus without a terminal: src/tui shows them in one, other faces can show them elsewhere. */
export { ConfigEditor, type EditorInput, type LoadedSettings, type Outcome } from './config-editor.js';
export { describeEntry, describeLoss, describeRefusal, type Section } from './describe-entry.js';
export { isMenu, menuAround, pathTo, type Row } from './row.js';
export { search } from './search.js';
