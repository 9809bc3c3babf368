/**
 * What a device on USB probably is, by its numbers. A chip keeps its maker's numbers unless somebody paid for others, and any
 * firmware can answer with the numbers of another chip: so it is a guess.
 *
 * Sources: the list of usb.ids 2025-07-26 (http://www.linux-usb.org/usb-ids.html), the tables of the kernel's drivers
 * (drivers/usb/serial/ch341.c, cp210x.c, ftdi_sio_ids.h, pl2303.c), and for WCH's newer chips the table at the end of WCH's own driver
 * (https://github.com/WCHSoftGroup/ch343ser_linux, driver/ch343.c); for ST-LINK/V3 OpenOCD's interface/stlink.cfg.
 */
import type { UsbPort } from './serial-port-info.js';

const BRIDGE = 'USB-UART bridge';

/** By vendor, then by product. */
const DEVICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // QinHeng, which signs WCH.
  '1a86': {
    '5523': `CH341 ${BRIDGE}`,
    '7522': `CH340 ${BRIDGE}`,
    '7523': `CH340/CH341 ${BRIDGE}`,
    '55d2': `CH342 ${BRIDGE}, two ports`,
    '55d3': `CH343 ${BRIDGE}`,
    '55d4': `CH9102 ${BRIDGE}`,
    '55d5': `CH344 ${BRIDGE}, four ports`,
    '55d7': `CH9103 ${BRIDGE}, two ports`,
    '55d8': `CH9101 ${BRIDGE}`,
    '55da': `CH347 ${BRIDGE}, two ports`,
  },
  '4348': { '5523': `CH341 ${BRIDGE}` },
  // Silicon Labs.
  '10c4': {
    ea60: `CP210x ${BRIDGE}`,
    ea61: `CP210x ${BRIDGE}`,
    ea63: `CP210x ${BRIDGE}`,
    ea70: `CP2105 ${BRIDGE}, two ports`,
    ea71: `CP2108 ${BRIDGE}, four ports`,
  },
  // FTDI.
  '0403': {
    '6001': `FT232R ${BRIDGE}`,
    '6010': `FT2232 ${BRIDGE}, two ports`,
    '6011': `FT4232H ${BRIDGE}, four ports`,
    '6014': `FT232H ${BRIDGE}`,
    '6015': `FT-X ${BRIDGE}`,
  },
  // Prolific.
  '067b': {
    '2303': `PL2303 ${BRIDGE}`,
    '23a3': `PL2303GC ${BRIDGE}`,
    '23b3': `PL2303GB ${BRIDGE}`,
    '23c3': `PL2303GT ${BRIDGE}`,
    '23d3': `PL2303GL ${BRIDGE}`,
    '23e3': `PL2303GE ${BRIDGE}`,
    '23f3': `PL2303GS ${BRIDGE}`,
  },
  '0483': { '374b': 'ST-LINK/V2-1 debug probe', '374e': 'ST-LINK/V3 debug probe', '374f': 'ST-LINK/V3 debug probe' },
  '0d28': { '0204': 'DAPLink debug probe' },
  '1d50': { '6018': 'Black Magic debug probe' },
  '2e8a': { '000c': 'Raspberry Pi debug probe' },
};

const SEGGER = '1366';
const FTDI = '0403';
/** What samples of USB code come with (CherryUSB's, which Bouffalo Lab's SDK has): nobody's numbers. */
const NOBODY = 'ffff';
/** The makers of boards on which a BL702 is the bridge, as they name themselves. */
const BOUFFALO_MAKERS = /sipeed|bouffalo/i;

export function describeUsb({ vendorId, productId, vendor = '', product = '' }: UsbPort, driver?: string): string {
  // Sipeed's firmware for the BL702 answers with FTDI's numbers, so that FTDI's drivers take it.
  if ((vendorId === FTDI || vendorId === NOBODY) && BOUFFALO_MAKERS.test(`${vendor} ${product}`))
    return `BL702 ${BRIDGE}`;
  if (vendorId === SEGGER) return 'J-Link debug probe';
  const known = DEVICES[vendorId]?.[productId];
  if (known !== undefined) return known;
  if (/cmsis-?dap/i.test(product)) return 'CMSIS-DAP debug probe';
  return driver === 'cdc_acm' ? 'CDC-ACM device: a board or a probe with USB of its own' : 'unknown USB device';
}

/** Whether the numbers are those of a bridge, with or without a driver. */
export function isBridge(vendorId: string, productId: string): boolean {
  return DEVICES[vendorId]?.[productId]?.includes(BRIDGE) === true;
}
