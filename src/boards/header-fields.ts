/**
 * The fields of the BL602's boot header that have a value of their own: names, places and defaults. Names, defaults and
 * the meanings of numbers are those of blflash 0.3.5 (src/chip/bl602/cfg/efuse_bootheader_cfg.conf and
 * src/image/bootheader.rs in its crate), which has them from the vendor's SDK. What is computed (lengths, hashes,
 * checksums) is in src/image/bl602/boot-header.ts.
 */
export interface HeaderField {
  readonly name: string;
  /** The byte of the header in which it begins. */
  readonly at: number;
  /** Its lowest bit in that byte; 0 where it has whole bytes. */
  readonly bit: number;
  readonly bits: number;
  readonly byDefault: number;
}

/** Bytes 12 to 95: how the boot ROM talks to the flash chip. `-` is a byte without a meaning. Times are milliseconds. */
const FLASH_PARAMETERS = `
io_mode 1 4, cont_read_support 1 1, sfctrl_clk_delay 1 1, sfctrl_clk_invert 1 1,
reset_en_cmd 1 0x66, reset_cmd 1 0x99, exit_contread_cmd 1 0xff, exit_contread_cmd_size 1 3,
jedecid_cmd 1 0x9f, jedecid_cmd_dmy_clk 1 0, qpi_jedecid_cmd 1 0x9f, qpi_jedecid_dmy_clk 1 0,
sector_size 1 4, mfg_id 1 0xef, page_size 2 256,
chip_erase_cmd 1 0xc7, sector_erase_cmd 1 0x20, blk32k_erase_cmd 1 0x52, blk64k_erase_cmd 1 0xd8,
write_enable_cmd 1 0x06, page_prog_cmd 1 0x02, qpage_prog_cmd 1 0x32, qual_page_prog_addr_mode 1 0,
fast_read_cmd 1 0x0b, fast_read_dmy_clk 1 1, qpi_fast_read_cmd 1 0x0b, qpi_fast_read_dmy_clk 1 1,
fast_read_do_cmd 1 0x3b, fast_read_do_dmy_clk 1 1, fast_read_dio_cmd 1 0xbb, fast_read_dio_dmy_clk 1 0,
fast_read_qo_cmd 1 0x6b, fast_read_qo_dmy_clk 1 1, fast_read_qio_cmd 1 0xeb, fast_read_qio_dmy_clk 1 2,
qpi_fast_read_qio_cmd 1 0xeb, qpi_fast_read_qio_dmy_clk 1 2, qpi_page_prog_cmd 1 0x02, write_vreg_enable_cmd 1 0x50,
wel_reg_index 1 0, qe_reg_index 1 1, busy_reg_index 1 0, wel_bit_pos 1 1,
qe_bit_pos 1 1, busy_bit_pos 1 0, wel_reg_write_len 1 2, wel_reg_read_len 1 1,
qe_reg_write_len 1 1, qe_reg_read_len 1 1, release_power_down 1 0xab, busy_reg_read_len 1 1,
reg_read_cmd0 1 0x05, reg_read_cmd1 1 0x35, - 2 0, reg_write_cmd0 1 0x01, reg_write_cmd1 1 0x31, - 2 0,
enter_qpi_cmd 1 0x38, exit_qpi_cmd 1 0xff, cont_read_code 1 0x20, cont_read_exit_code 1 0xff,
burst_wrap_cmd 1 0x77, burst_wrap_dmy_clk 1 3, burst_wrap_data_mode 1 2, burst_wrap_code 1 0x40,
de_burst_wrap_cmd 1 0x77, de_burst_wrap_cmd_dmy_clk 1 3, de_burst_wrap_code_mode 1 2, de_burst_wrap_code 1 0xf0,
sector_erase_time 2 300, blk32k_erase_time 2 1200, blk64k_erase_time 2 1200, page_prog_time 2 5,
chip_erase_time 2 20000, power_down_delay 1 3, qe_data 1 0`;

/** Bytes 104 to 109: the clocks that the boot ROM sets. */
const CLOCKS = 'xtal_type 1 4, pll_clk 1 4, hclk_div 1 0, bclk_div 1 1, flash_clk_type 1 3, flash_clk_div 1 1';

/** Which of the cache's four ways the boot ROM leaves to the program as RAM; bits 12 to 15 of the word at 116. */
const CACHE_WAYS: HeaderField = { name: 'cache_way_disable', at: 117, bit: 4, bits: 4, byDefault: 3 };

export const HEADER_FIELDS: readonly HeaderField[] = [
  ...layOut(FLASH_PARAMETERS, 12),
  ...layOut(CLOCKS, 104),
  CACHE_WAYS,
];

/** Fields that an option decides: see templates/kconfig/Kconfig.image. */
export const OPTION_FIELDS = ['io_mode', 'xtal_type', 'pll_clk', 'flash_clk_type', 'flash_clk_div'] as const;

function layOut(text: string, start: number): HeaderField[] {
  let at = start;
  const fields: HeaderField[] = [];
  for (const [, name = '', size, value] of text.matchAll(/(\S+) (\d+) (\w+)/g)) {
    if (name !== '-') fields.push({ name, at, bit: 0, bits: 8 * Number(size), byDefault: Number(value) });
    at += Number(size);
  }
  return fields;
}
