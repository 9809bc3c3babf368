/** What the memory of a board leaves open to options. */
import { endOf } from './address-range.js';
import type { BoardData } from './board.js';

type Memory = NonNullable<BoardData['memory']>;

/** Whether the RAM of the Wi-Fi hardware continues the RAM, so that both can be one region. */
export function hasRoomBehind({ ram, wifi_ram: wifi }: Memory): boolean {
  return wifi !== undefined && wifi.origin === endOf(ram);
}
