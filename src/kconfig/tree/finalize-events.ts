// Who hears what is noticed while a tree is completed.

import type { DiagnosticCode } from '../diagnostic.js';
import type { MenuId, PropertyId } from './menu-table.js';

/** Says something about an entry or a property, in the words of Linux's tools. */
export interface FinalizeEvents {
  menu(code: DiagnosticCode, message: string, menu: MenuId): void;
  property(code: DiagnosticCode, message: string, property: PropertyId): void;
  /** `conf` prints this on its output. */
  testedForM(message: string, menu: MenuId): void;
}
