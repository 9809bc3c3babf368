// src/simulator/boot-rom.ts
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
var FLASH_SIZE = 2 * 1024 * 1024;
var SECTOR = 4096;
var SYNC = 85;
var SYNC_RUN = 8;
var HEADER_SIZE = 176;
var SEGMENT_HEADER_SIZE = 16;
var MAX_BODY = { rom: 4096, loader: 8192 + 4 };
var FAIL = {
  flashAddress: 2,
  commandId: 257,
  commandLength: 258,
  checksum: 259,
  sequence: 260,
  headerMagic: 515,
  headerCrc: 516,
  segmentHeaderCrc: 528,
  segmentDataLength: 532,
  imageHash: 535
};
var BootRom = class {
  flash;
  /** Every command with its end, in order. */
  exchanges = [];
  /** As if the flash always kept what it was told. */
  #sent;
  #misbehaviour;
  #mode = "rom";
  #pending = Buffer.alloc(0);
  #syncBytes = 0;
  #isSynced = false;
  #sinceSync = 0;
  #header;
  #segmentHeader;
  #segment = Buffer.alloc(0);
  #isChecked = false;
  /** `flash`: what is in it at the beginning, FLASH_SIZE bytes. */
  constructor(misbehaviour = {}, flash = new Uint8Array(FLASH_SIZE).fill(255)) {
    this.#misbehaviour = misbehaviour;
    this.flash = flash;
    this.#sent = flash.slice();
  }
  get mode() {
    return this.#mode;
  }
  /** A frame has begun and is not whole. */
  get isInFrame() {
    return this.#pending.length > 0;
  }
  /** What a chip does that has waited too long for the rest of a frame. */
  forgetFrame() {
    this.#pending = Buffer.alloc(0);
  }
  /** What the chip answers to these bytes; nothing as long as a frame is not complete. */
  receive(bytes2) {
    return Buffer.concat(this.answersTo(bytes2));
  }
  /** The same, each answer alone. */
  answersTo(bytes2) {
    const replies = [];
    this.#pending = Buffer.concat([this.#pending, bytes2]);
    while (this.#pending.length > 0) {
      const reply = this.#pending[0] === SYNC ? this.#synchronise() : this.#takeFrame();
      if (reply === void 0) break;
      if (reply.length > 0) replies.push(reply);
    }
    return replies;
  }
  /** The line's speed is found by a run of 0x55; a run where none is due can only follow a reset of the chip. */
  #synchronise() {
    const run = this.#pending.findIndex((byte) => byte !== SYNC);
    const length = run === -1 ? this.#pending.length : run;
    this.#pending = this.#pending.subarray(length);
    if (this.#isSynced && this.#sinceSync === 0) return Buffer.alloc(0);
    this.#syncBytes += length;
    if (this.#syncBytes < SYNC_RUN) return Buffer.alloc(0);
    if (this.#isSynced) this.#reset();
    this.#isSynced = true;
    this.#syncBytes = 0;
    this.#sinceSync = 0;
    return Buffer.from("OK");
  }
  #reset() {
    this.#mode = "rom";
    this.#header = void 0;
    this.#segmentHeader = void 0;
    this.#segment = Buffer.alloc(0);
    this.#isChecked = false;
  }
  #takeFrame() {
    this.#syncBytes = 0;
    if (this.#pending.length < 4) return void 0;
    const [command = 0, checksum = 0] = this.#pending;
    const length = this.#pending.readUInt16LE(2);
    if (this.#pending.length < 4 + length) return void 0;
    const frame = this.#pending.subarray(0, 4 + length);
    this.#pending = this.#pending.subarray(4 + length);
    this.#sinceSync += 1;
    const sum = frame.subarray(2).reduce((total, byte) => total + byte & 255, 0);
    const body = Buffer.from(frame.subarray(4));
    const mode = this.#mode;
    const isDamaged = checksum !== 0 && checksum !== sum;
    const answer = isDamaged ? FAIL.checksum : this.#misbehaviour.refuse?.() ?? this.#execute(command, body);
    const isFlash = command >= 48 && body.length >= 4;
    this.exchanges.push({
      mode,
      command,
      ...isFlash && { address: body.readUInt32LE(0) },
      ...isFlash && { length: command === 49 ? body.length - 4 : body.length >= 8 ? body.readUInt32LE(4) : 0 },
      code: typeof answer === "number" ? answer : 0
    });
    return typeof answer === "number" ? fail(answer) : Buffer.concat([Buffer.from("OK"), answer]);
  }
  #execute(command, body) {
    if (!this.#isSynced) return FAIL.sequence;
    if (body.length > MAX_BODY[this.#mode]) return FAIL.commandLength;
    return this.#mode === "rom" ? this.#executeInRom(command, body) : this.#executeInLoader(command, body);
  }
  #executeInRom(command, body) {
    switch (command) {
      case 16:
        return body.length === 0 ? withLength(this.#bootInfo()) : FAIL.commandLength;
      case 17:
        return this.#takeHeader(body);
      case 23:
        return this.#takeSegmentHeader(body);
      case 24:
        if (this.#segmentHeader === void 0) return FAIL.sequence;
        this.#segment = Buffer.concat([this.#segment, body]);
        return this.#segment.length > this.#segmentHeader.readUInt32LE(4) ? FAIL.segmentDataLength : Buffer.alloc(0);
      case 25:
        return this.#checkImage();
      case 26:
        if (!this.#isChecked) return FAIL.sequence;
        this.#mode = "loader";
        this.#isSynced = false;
        return Buffer.alloc(0);
      default:
        return FAIL.commandId;
    }
  }
  #bootInfo() {
    const info = bootInfo();
    return this.#misbehaviour.bootInfo?.(info) ?? info;
  }
  #takeHeader(body) {
    if (body.length !== HEADER_SIZE) return FAIL.commandLength;
    if (body.toString("latin1", 0, 4) !== "BFNP") return FAIL.headerMagic;
    if (crc32(body.subarray(0, 172)) !== body.readUInt32LE(172)) return FAIL.headerCrc;
    this.#header = body;
    return Buffer.alloc(0);
  }
  #takeSegmentHeader(body) {
    if (this.#header === void 0) return FAIL.sequence;
    if (body.length !== SEGMENT_HEADER_SIZE) return FAIL.commandLength;
    if (crc32(body.subarray(0, 12)) !== body.readUInt32LE(12)) return FAIL.segmentHeaderCrc;
    this.#segmentHeader = body;
    this.#segment = Buffer.alloc(0);
    return withLength(body);
  }
  /** The hash of an image for RAM covers its segment headers, too. */
  #checkImage() {
    if (this.#header === void 0 || this.#segmentHeader === void 0) return FAIL.sequence;
    if (this.#segment.length !== this.#segmentHeader.readUInt32LE(4)) return FAIL.segmentDataLength;
    const hash = createHash("sha256").update(this.#segmentHeader).update(this.#segment).digest();
    if (!hash.equals(this.#header.subarray(132, 164))) return FAIL.imageHash;
    this.#isChecked = true;
    return Buffer.alloc(0);
  }
  #executeInLoader(command, body) {
    if (body.length < (command === 49 ? 4 : 8)) return FAIL.commandLength;
    const address = body.readUInt32LE(0);
    const second = command === 49 ? body.length - 4 : body.readUInt32LE(4);
    const end = command === 48 ? second : address + second;
    if (end > FLASH_SIZE || end < address) return FAIL.flashAddress;
    switch (command) {
      case 48:
        for (const memory of [this.flash, this.#sent])
          memory.fill(255, address - address % SECTOR, Math.ceil(end / SECTOR) * SECTOR);
        return Buffer.alloc(0);
      case 49:
        for (const memory of [this.flash, this.#sent])
          for (let index = 4; index < body.length; index += 1)
            memory[address + index - 4] = (memory[address + index - 4] ?? 0) & (body[index] ?? 0);
        this.#misbehaviour.afterProgram?.(this.flash, address, end);
        return Buffer.alloc(0);
      case 50:
        return withLength(Buffer.from(this.flash.subarray(address, end)));
      case 61:
        return withLength(
          this.#misbehaviour.digest?.(this.#sent.subarray(address, end)) ?? sha256(this.flash.subarray(address, end))
        );
      default:
        return FAIL.commandId;
    }
  }
};
function sha256(bytes2) {
  return createHash("sha256").update(bytes2).digest();
}
function bootInfo() {
  const info = Buffer.alloc(20);
  info.writeUInt32LE(1);
  return info;
}
function withLength(data) {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(data.length);
  return Buffer.concat([length, data]);
}
function fail(code) {
  const reply = Buffer.from("FL\0\0", "latin1");
  reply.writeUInt16LE(code, 2);
  return reply;
}

// src/simulator/faults.ts
import { createHash as createHash2 } from "node:crypto";
var FAULT_KINDS = {
  "no-answer": "the chip never answers",
  noise: "answers are random bytes from there on",
  late: "answers come three seconds late from there on",
  nak: "commands are refused with code 0x0104 from there on",
  damage: "a bit of each frame is flipped on its way to the chip from there on",
  "wrong-chip": "the boot ROM tells the version of another chip",
  drop: "a byte of each frame is lost on its way to the chip from there on",
  unplug: "the port vanishes there",
  stall: "the chip does not answer any more from there on",
  "short-read": "answers with data end in the middle from there on",
  rot: "the bit at that address of the flash does not keep what was written",
  lie: "the same, and the chip tells the digest of what it was sent"
};
var LATE_MS = 3e3;
var REFUSED = 260;
var BL702 = [1, 0, 2, 7];
var STRUCK = 4;
var SYNC2 = 85;
function parseFault(text) {
  const match = /^([a-z-]+)(?:@(\d+|0x[0-9a-f]+))?(:once)?$/i.exec(text);
  const [, kind = "", offset = "0", once] = match ?? [];
  if (match === null || !Object.hasOwn(FAULT_KINDS, kind)) return void 0;
  return { kind, offset: Number(offset), once: once !== void 0 };
}
var Faults = class {
  misbehaviour;
  #faults;
  #spent = /* @__PURE__ */ new Set();
  /** Bytes from the host so far. */
  #received = 0;
  /** Of what came since the last answer. */
  #sinceAnswer = 0;
  #isHandshake = false;
  /** Numbers that only look random (Numerical Recipes' generator), the same ones each time. */
  #random = 1;
  constructor(faults2) {
    this.#faults = faults2;
    const has = (kind) => faults2.some((fault) => fault.kind === kind);
    this.misbehaviour = {
      refuse: () => this.#strikes("nak") ? REFUSED : void 0,
      bootInfo: (info) => this.#strikes("wrong-chip") ? Buffer.from([...BL702, ...info.subarray(4)]) : info,
      afterProgram: (flash, start, end) => this.#rot(flash, start, end),
      ...has("lie") && { digest: (sent) => createHash2("sha256").update(sent).digest() }
    };
  }
  get isUnplugged() {
    return this.#faults.some(({ kind, offset }) => kind === "unplug" && this.#received > offset);
  }
  /** What of these bytes gets to the chip. */
  onTheWay(bytes2) {
    const arrived = [];
    for (const byte of bytes2) {
      if (this.#sinceAnswer === 0) this.#isHandshake = byte === SYNC2;
      const isStruck = this.#sinceAnswer === STRUCK && !this.#isHandshake;
      this.#received += 1;
      this.#sinceAnswer += 1;
      if (isStruck && this.#strikes("drop")) continue;
      arrived.push(isStruck && this.#strikes("damage") ? byte ^ 1 : byte);
    }
    return Uint8Array.from(arrived);
  }
  /** A long silence: what comes next is a new frame. */
  forgetFrame() {
    this.#sinceAnswer = 0;
  }
  /** What of the chip's answer gets to the host, and when. */
  answer(bytes2) {
    this.#sinceAnswer = 0;
    if (this.#faults.some(({ kind }) => kind === "no-answer") || this.#strikes("stall")) return void 0;
    if (this.#strikes("noise")) return { bytes: Buffer.from(bytes2.map(() => this.#noise())), delayMs: 0 };
    if (bytes2.length > 4 && this.#strikes("short-read"))
      return { bytes: bytes2.subarray(0, 4 + Math.floor((bytes2.length - 4) / 2)), delayMs: 0 };
    return { bytes: bytes2, delayMs: this.#strikes("late") ? LATE_MS : 0 };
  }
  /** Whether a fault of the kind is due; one that comes once only is spent. */
  #strikes(kind) {
    const due = this.#faults.find(
      (fault) => fault.kind === kind && this.#received > fault.offset && !this.#spent.has(fault)
    );
    if (due?.once === true) this.#spent.add(due);
    return due !== void 0;
  }
  #rot(flash, start, end) {
    for (const fault of this.#faults) {
      const { kind, offset, once } = fault;
      if (kind !== "rot" && kind !== "lie" || offset < start || offset >= end || this.#spent.has(fault)) continue;
      if (once) this.#spent.add(fault);
      flash[offset] = (flash[offset] ?? 0) ^ 1;
    }
  }
  /** Never a byte that could begin an answer. */
  #noise() {
    this.#random = Math.imul(this.#random, 1664525) + 1013904223 >>> 0;
    const byte = this.#random >>> 24;
    return "OFP".includes(String.fromCharCode(byte)) ? 0 : byte;
  }
};

// src/simulator/pseudo-terminal.ts
import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync, rmSync, symlinkSync } from "node:fs";
import pty from "@lydell/node-pty";
function openPseudoTerminal(onBytes, link) {
  const { open } = pty;
  const { master, slave, ptsName } = open({ encoding: null });
  for (const end of [master, slave]) end.on("error", () => void 0);
  const holder = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
  slave.destroy();
  stty(ptsName, "raw", "-echo");
  master.on("data", onBytes);
  if (link !== void 0) symlinkSync(ptsName, link);
  return {
    device: link ?? ptsName,
    write: (bytes2) => {
      master.write(bytes2);
    },
    baudRate: () => Number(stty(ptsName, "speed")),
    unplug: () => {
      if (link !== void 0) rmSync(link, { force: true });
      closeSync(holder);
      master.destroy();
    }
  };
}
function stty(device, ...args) {
  const { status, stdout, stderr, error } = spawnSync("stty", ["-F", device, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`stty -F ${device} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout.trim();
}

// src/simulator/wire.ts
var BITS_PER_BYTE = 10;
var Wire = class {
  #askRate;
  #baudRate;
  #freeAt = 0;
  /** `askRate`: bits a second, asked when it may have changed. */
  constructor(askRate) {
    this.#askRate = askRate;
  }
  rateMayHaveChanged() {
    this.#baudRate = void 0;
  }
  /** Calls `arrive` when so many bytes have come through. */
  carry(bytes2, arrive) {
    this.#baudRate ??= this.#askRate();
    const now = performance.now();
    this.#freeAt = Math.max(now, this.#freeAt) + bytes2 * BITS_PER_BYTE * 1e3 / this.#baudRate;
    setTimeout(arrive, this.#freeAt - now);
  }
};

// src/simulator/serve-boot-rom.ts
var FRAME_TIMEOUT_MS = 2e3;
var SYNC3 = 85;
function serveBootRom(options = {}) {
  const faults2 = new Faults(options.faults ?? []);
  const rom = new BootRom(faults2.misbehaviour, options.flash);
  let isOpen = true;
  let frameTimer;
  const terminal = openPseudoTerminal((bytes2) => {
    if (bytes2[0] === SYNC3) wire?.rateMayHaveChanged();
    carry(bytes2.length, () => take(bytes2));
  }, options.link);
  const wire = options.paced === true ? new Wire(terminal.baudRate) : void 0;
  const carry = (bytes2, arrive) => wire === void 0 ? arrive() : wire.carry(bytes2, arrive);
  const close = () => {
    isOpen = false;
    clearTimeout(frameTimer);
    terminal.unplug();
  };
  const send = (bytes2) => carry(bytes2.length, () => isOpen && terminal.write(bytes2));
  const take = (bytes2) => {
    if (!isOpen) return;
    clearTimeout(frameTimer);
    const arrived = faults2.onTheWay(bytes2);
    if (faults2.isUnplugged) {
      close();
      options.onUnplug?.();
      return;
    }
    for (const reply of rom.answersTo(arrived)) {
      const answer = faults2.answer(reply);
      if (answer?.delayMs === 0) send(answer.bytes);
      else if (answer !== void 0) setTimeout(() => send(answer.bytes), answer.delayMs);
      options.onExchange?.();
    }
    if (!rom.isInFrame) return;
    frameTimer = setTimeout(() => {
      rom.forgetFrame();
      faults2.forgetFrame();
    }, FRAME_TIMEOUT_MS);
  };
  return { port: terminal.device, rom, close: () => isOpen && close() };
}

// src/diagnostics/diagnostic.ts
function success(value, diagnostics = []) {
  return { ok: true, value, diagnostics };
}
function failure(...diagnostics) {
  return { ok: false, diagnostics };
}
function withEarlier(earlier, result2) {
  return { ...result2, diagnostics: [...earlier, ...result2.diagnostics] };
}

// src/device/serial/serial-line.ts
import { SerialPort } from "serialport";

// src/device/ports/diagnose-port.ts
import { accessSync, constants as constants2, statSync } from "node:fs";
function diagnosePort(path, error) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === void 0)
    return problem("DV0001", `${path}: there is no such port`, "see which there are with bljh ports");
  if (stat.isDirectory())
    return problem("DV0004", `${path} is a directory, and no port`, "see the ports with bljh ports");
  if (!stat.isCharacterDevice())
    return problem("DV0005", `${path} is a file, and no port`, "see the ports with bljh ports");
  try {
    accessSync(path, constants2.R_OK | constants2.W_OK);
  } catch {
    return problem("DV0002", `${path}: you may not open it`, "join the group that may");
  }
  if (error === void 0) return void 0;
  if (/lock/i.test(error.message)) return problem("DV0003", `${path} is in use by another program`, "close it");
  return problem("DV0009", `${path}: ${error.message}`, "look whether it is a serial port");
}
function problem(code, message, text) {
  return { severity: "error", code, message, hint: { text } };
}

// src/device/serial/serial-line.ts
async function openSerialLine(path, baudRate, events) {
  const before = diagnosePort(path);
  if (before !== void 0) return failure(before);
  const port = new SerialPort({ path, baudRate, autoOpen: false, lock: true });
  port.on("error", () => void 0);
  const error = await new Promise((resolve) => port.open(resolve));
  if (error != null)
    return failure(diagnosePort(path, error) ?? { severity: "error", code: "DV0009", message: error.message });
  return success(new SerialLine(port, events));
}
var SerialLine = class {
  #port;
  #isClosing = false;
  constructor(port, { onBytes, onGone }) {
    this.#port = port;
    port.on("data", onBytes);
    port.on("close", () => {
      if (!this.#isClosing) onGone();
    });
  }
  get path() {
    return this.#port.path;
  }
  get baudRate() {
    return this.#port.baudRate;
  }
  get isOpen() {
    return this.#port.isOpen;
  }
  /** Resolves when the system has handed all bytes to the line; false if the line has gone. */
  async write(bytes2) {
    const hasFailed = await new Promise((resolve) => {
      this.#port.write(Buffer.from(bytes2), (error) => resolve(error != null));
    });
    if (hasFailed) return false;
    return await new Promise((resolve) => this.#port.drain((error) => resolve(error == null)));
  }
  async setBaudRate(baudRate) {
    return await new Promise((resolve) => this.#port.update({ baudRate }, (error) => resolve(error == null)));
  }
  /** False where the line has no such lines: a pseudo-terminal. */
  async setModemLines(lines) {
    return await new Promise((resolve) => this.#port.set(lines, (error) => resolve(error == null)));
  }
  /** The other end is not asked: what was not read is lost. */
  async close() {
    this.#isClosing = true;
    if (!this.#port.isOpen) return;
    await new Promise((resolve) => this.#port.close(() => resolve()));
  }
};

// src/device/isp/refusals.ts
var CHECKSUM_REFUSED = 259;
var NAMES = /* @__PURE__ */ new Map([
  [1, "the flash cannot be initialised"],
  [2, "erasing failed: wrong parameters or address"],
  [3, "erasing failed"],
  [4, "writing failed: wrong parameters or address"],
  [5, "writing failed"],
  [257, "it does not know the command"],
  [258, "the command has a wrong length"],
  [CHECKSUM_REFUSED, "the checksum of the command is wrong"],
  [260, "the command is out of sequence"],
  [515, "the boot header has no magic number"],
  [516, "the checksum of the boot header is wrong"],
  [528, "the checksum of the segment header is wrong"],
  [532, "the segment has another length"],
  [535, "the hash of the image is wrong"],
  [65534, "it is busy"],
  [65535, "it failed"]
]);
function describeRefusal(code) {
  const name = NAMES.get(code);
  return `code 0x${code.toString(16).padStart(4, "0")}${name === void 0 ? "" : ` (${name})`}`;
}

// src/device/isp/diagnose-trouble.ts
var CABLE = "look at the cable and the power of the board, or take a lower rate: --baud 115200";
function diagnoseTrouble(trouble, while_) {
  switch (trouble.kind) {
    case "refused":
      return problem2("FL0004", `the chip refused while ${while_}: ${describeRefusal(trouble.code)}`, {
        text: "that will not change by itself: reset the board in boot mode, and look at docs/flash.md"
      });
    case "damaged":
      return problem2("FL0005", `what was sent arrived damaged three times while ${while_}`, { text: CABLE });
    case "noise":
      return problem2("FL0002", `the answers cannot be read while ${while_}`, { text: CABLE });
    case "short":
      return problem2("FL0010", `the answers end in the middle while ${while_}`, { text: CABLE });
    case "late":
      return problem2("FL0003", `the answers come seconds late while ${while_}`, {
        text: "connect the board without a hub or a network between, or try again on a machine that is not busy"
      });
    case "lost":
      return problem2("FL0007", `bytes are lost on their way to the chip while ${while_}`, { text: CABLE });
    case "silent":
      return problem2("FL0008", `the chip does not answer any more while ${while_}`, {
        text: "reset the board in boot mode, then flash again"
      });
    case "gone":
      return problem2("FL0009", `the port vanished while ${while_}`, {
        text: "connect the board again, then flash again"
      });
    case "stopped":
      return { severity: "error", code: "PR0003", message: `interrupted while ${while_}` };
  }
}
function problem2(code, message, hint) {
  return { severity: "error", code, message, hint };
}

// src/device/isp/frames.ts
var COMMAND = {
  bootInfo: 16,
  bootHeader: 17,
  segmentHeader: 23,
  segmentData: 24,
  checkImage: 25,
  runImage: 26,
  erase: 48,
  program: 49,
  read: 50,
  sha256: 61
};
var SYNC4 = 85;
function encodeFrame(command, body = new Uint8Array()) {
  const frame = new Uint8Array(4 + body.length);
  frame[0] = command;
  frame[2] = body.length & 255;
  frame[3] = body.length >> 8;
  frame.set(body, 4);
  let sum = 0;
  for (let at = 2; at < frame.length; at += 1) sum += frame[at] ?? 0;
  frame[1] = sum & 255;
  return frame;
}
function words(...values) {
  const bytes2 = new Uint8Array(4 * values.length);
  const view = new DataView(bytes2.buffer);
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value, true);
  return bytes2;
}
function decodeAnswer(bytes2, hasData) {
  if (bytes2.length < 2) return void 0;
  const start = String.fromCharCode(bytes2[0] ?? 0, bytes2[1] ?? 0);
  if (start === "PD") return { answer: { kind: "pending" }, length: 2 };
  if (start !== "OK" && start !== "FL") return { answer: { kind: "noise" }, length: bytes2.length };
  if (start === "OK" && !hasData) return { answer: { kind: "ok", data: new Uint8Array() }, length: 2 };
  if (bytes2.length < 4) return void 0;
  const number = (bytes2[2] ?? 0) | (bytes2[3] ?? 0) << 8;
  if (start === "FL") return { answer: { kind: "refused", code: number }, length: 4 };
  if (bytes2.length < 4 + number) return void 0;
  return { answer: { kind: "ok", data: bytes2.slice(4, 4 + number) }, length: 4 + number };
}

// src/device/isp/boot-rom.ts
var ROM_BAUD_RATES = [5e5, 115200];
var TRIES_PER_RATE = 3;
var RESET_STEP_MS = 50;
var AFTER_SYNC_MS = 20;
var LOADER_START_MS = 500;
var LOADER_TRIES = 5;
var BOOT_HEADER_BYTES = 176;
var SEGMENT_HEADER_BYTES = 16;
var PIECE_BYTES = 4e3;
var CHIPS = /* @__PURE__ */ new Map([
  ["01000000", "BL602"],
  ["01000207", "BL702"],
  ["01001606", "BL616"],
  ["01000808", "BL808"]
]);
async function connect(link, request) {
  const start = performance.now();
  const rates = ROM_BAUD_RATES.filter((rate, index) => rate <= request.baudRate || index === ROM_BAUD_RATES.length - 1);
  let hasAnswered = false;
  let isTold = false;
  for (let round = 0; ; round += 1) {
    await link.setBaudRate(rates[round % rates.length] ?? request.baudRate);
    await resetIntoBootRom(link);
    for (let attempt = 0; attempt < TRIES_PER_RATE; attempt += 1) {
      const { isSynced, answered, isOver } = await link.handshake();
      if (isSynced) {
        await link.pause(AFTER_SYNC_MS);
        return success(void 0);
      }
      hasAnswered ||= answered;
      if (isOver) return failure(diagnoseTrouble(link.end(), "looking for the boot ROM"));
    }
    const elapsed = performance.now() - start;
    if (elapsed >= request.timeoutMs) return failure(hasAnswered ? strangerAnswers() : nobodyAnswers());
    if (!isTold) request.onWaiting();
    isTold = true;
  }
}
async function diagnoseChip(link) {
  const asking = "asking which chip it is";
  const exchanged = await link.exchange({ command: COMMAND.bootInfo, hasData: true });
  if (exchanged.kind !== "ok") return diagnoseTrouble(exchanged, asking);
  const version = Buffer.from(exchanged.data.subarray(0, 4)).toString("hex");
  const chip = CHIPS.get(version);
  if (chip === "BL602") return void 0;
  const found = chip === void 0 ? `its boot ROM has version ${version}` : `it is a ${chip}`;
  return {
    severity: "error",
    code: "FL0006",
    message: `the chip is no BL602: ${found}`,
    hint: { text: "look whether this is the port of the right board: bljh ports" }
  };
}
async function startLoader(link, loader2, baudRate) {
  const dataAt = BOOT_HEADER_BYTES + SEGMENT_HEADER_BYTES;
  const requests = [
    { command: COMMAND.bootHeader, body: loader2.subarray(0, BOOT_HEADER_BYTES) },
    // The answer repeats the header.
    { command: COMMAND.segmentHeader, body: loader2.subarray(BOOT_HEADER_BYTES, dataAt), hasData: true }
  ];
  for (let at = dataAt; at < loader2.length; at += PIECE_BYTES)
    requests.push({ command: COMMAND.segmentData, body: loader2.subarray(at, at + PIECE_BYTES) });
  requests.push({ command: COMMAND.checkImage }, { command: COMMAND.runImage });
  for (const request of requests) {
    const exchanged = await link.exchange(request);
    if (exchanged.kind !== "ok") return failure(diagnoseTrouble(exchanged, "sending the flash loader"));
  }
  await link.pause(LOADER_START_MS);
  await link.setBaudRate(baudRate);
  for (let attempt = 0; attempt < LOADER_TRIES; attempt += 1) {
    const { isSynced, isOver } = await link.handshake();
    if (isSynced) return success(void 0);
    if (isOver) return failure(diagnoseTrouble(link.end(), "starting the flash loader"));
  }
  return failure(diagnoseTrouble({ kind: "silent" }, `starting the flash loader at ${baudRate} baud`));
}
async function resetIntoBootRom(link) {
  for (const [rts, dtr] of [
    [true, void 0],
    [void 0, true],
    [void 0, false],
    [false, void 0]
  ]) {
    if (!await link.setModemLines(rts, dtr)) return;
    await link.pause(RESET_STEP_MS);
  }
}
async function resetIntoProgram(link) {
  for (const [rts, dtr] of [
    [false, void 0],
    [void 0, true],
    [void 0, false]
  ]) {
    if (!await link.setModemLines(rts, dtr)) return false;
    await link.pause(RESET_STEP_MS);
  }
  return true;
}
function nobodyAnswers() {
  return {
    severity: "error",
    code: "FL0001",
    message: "no boot ROM answers on the port",
    hint: { text: "put the board into boot mode (GPIO8 high, then reset: a jumper or a button), then flash again" }
  };
}
function strangerAnswers() {
  return {
    severity: "error",
    code: "FL0002",
    message: "what answers on the port is no boot ROM that can be understood",
    hint: {
      text: "the program of the board may be running: put it into boot mode (GPIO8 high, then reset), then flash again"
    }
  };
}

// src/device/isp/flash-loader.ts
var ERASE_MS_PER_SECTOR = 400;
var SECTOR_BYTES = 4096;
var ERASE_BYTES = 64 * 1024;
var READ_BYTES = 4096;
var HASH_MS_PER_MEBIBYTE = 2e3;
var PROGRAM_MS = 1e3;
var FlashLoader = class {
  #link;
  constructor(link) {
    this.#link = link;
  }
  async digest(address, length) {
    return await this.#link.exchange({
      command: COMMAND.sha256,
      body: words(address, length),
      hasData: true,
      workMs: length / 2 ** 20 * HASH_MS_PER_MEBIBYTE
    });
  }
  /** Whole sectors, those at both ends too. */
  async erase(address, length, onErased) {
    for (let at = address; at < address + length; ) {
      const end = Math.min(address + length, at - at % ERASE_BYTES + ERASE_BYTES);
      const workMs = Math.ceil((end - at) / SECTOR_BYTES) * ERASE_MS_PER_SECTOR;
      const exchanged = await this.#link.exchange({ command: COMMAND.erase, body: words(at, end), workMs });
      if (exchanged.kind !== "ok") return { ...exchanged, at };
      onErased(end);
      at = end;
    }
    return { kind: "ok" };
  }
  async program(address, bytes2, onProgrammed) {
    for (let at = 0; at < bytes2.length; at += PIECE_BYTES) {
      const piece = bytes2.subarray(at, at + PIECE_BYTES);
      const body = new Uint8Array(4 + piece.length);
      body.set(words(address + at));
      body.set(piece, 4);
      const exchanged = await this.#link.exchange({ command: COMMAND.program, body, workMs: PROGRAM_MS });
      if (exchanged.kind !== "ok") return { ...exchanged, at: address + at };
      onProgrammed(address + at + piece.length);
    }
    return { kind: "ok" };
  }
  async read(address, length, onRead) {
    const bytes2 = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const wanted = Math.min(READ_BYTES, length - at);
      const exchanged = await this.#link.exchange({
        command: COMMAND.read,
        body: words(address + at, wanted),
        hasData: true
      });
      if (exchanged.kind !== "ok") return { ...exchanged, at: address + at };
      if (exchanged.data.length !== wanted) return { kind: "short", at: address + at };
      bytes2.set(exchanged.data, at);
      at += wanted;
      onRead(address + at);
    }
    return { kind: "ok", bytes: bytes2 };
  }
};

// src/device/isp/isp-link.ts
var BITS_PER_BYTE2 = 10;
var ANSWER_MS = 1500;
var LATE_MS2 = 2500;
var MAX_LATE = 2;
var ATTEMPTS = 3;
var SILENT_ATTEMPTS = 2;
var QUIET_MS = 60;
var PROBE_BYTES = 64;
var PROBE_MS = 400;
var SYNC_MS = 5;
var MIN_SYNC_BYTES = 16;
var SYNC_ANSWER_MS = 200;
var IspLink = class {
  /** For who opens the line. */
  events = {
    onBytes: (bytes2) => {
      this.#input = Buffer.concat([this.#input, bytes2]);
      this.#wake();
    },
    onGone: () => {
      this.#isGone = true;
      this.#wake();
    }
  };
  #stop;
  #line;
  #input = Buffer.alloc(0);
  #isGone = false;
  #wake = () => void 0;
  #lateAnswers = 0;
  /** `stop` ends every wait. */
  constructor(stop) {
    this.#stop = stop;
    stop.addEventListener("abort", () => this.#wake());
  }
  attach(line) {
    this.#line = line;
  }
  /** Sync bytes, and whether an OK came: the chip knows the rate now. `answered`: something came at all. */
  async handshake() {
    await this.#drain();
    const count = Math.max(MIN_SYNC_BYTES, Math.ceil(this.#lineOf().baudRate * SYNC_MS / 1e3 / BITS_PER_BYTE2));
    const isSent = await this.#lineOf().write(new Uint8Array(count).fill(SYNC4));
    const deadline = performance.now() + SYNC_ANSWER_MS;
    while (isSent && !this.#isOver && !this.#input.includes("OK") && await this.#hasMore(deadline)) ;
    const isSynced = this.#input.includes("OK");
    const answered = this.#input.length > 0;
    await this.#drain();
    return { isSynced, answered, isOver: !isSent || this.#isOver };
  }
  async setBaudRate(baudRate) {
    return await this.#lineOf().setBaudRate(baudRate);
  }
  async setModemLines(rts, dtr) {
    return await this.#lineOf().setModemLines({ ...rts !== void 0 && { rts }, ...dtr !== void 0 && { dtr } });
  }
  /** Waits, or less if the line goes or the user stops. */
  async pause(ms) {
    const deadline = performance.now() + ms;
    while (!this.#isOver && performance.now() < deadline) await this.#hasMore(deadline);
  }
  /** One command, tried again where that can help. */
  async exchange(request) {
    let silent = 0;
    let last = { kind: "silent" };
    for (let attempt = 0; attempt < ATTEMPTS && silent < SILENT_ATTEMPTS; attempt += 1) {
      const exchanged = await this.#tryOnce(request);
      if (exchanged.kind === "ok") return exchanged;
      last = exchanged;
      if (!["damaged", "noise", "short", "silent"].includes(exchanged.kind)) return exchanged;
      if (exchanged.kind !== "silent") await this.#drain();
      else {
        silent += 1;
        const isLate = silent < SILENT_ATTEMPTS && await this.#hasMore(performance.now() + LATE_MS2);
        if (isLate) return await this.#takeLate(request);
      }
    }
    return last.kind === "silent" ? await this.#probe(request) : last;
  }
  async #tryOnce({ command, body, hasData = false, workMs = 0 }) {
    const frame = encodeFrame(command, body);
    this.#input = Buffer.alloc(0);
    if (this.#isOver || !await this.#lineOf().write(frame)) return this.end();
    const wireMs = frame.length * BITS_PER_BYTE2 * 1e3 / this.#lineOf().baudRate;
    return await this.#answer(hasData, wireMs + workMs + ANSWER_MS);
  }
  /** The deadline moves with each byte that comes: an answer with data takes its time on the line. */
  async #answer(hasData, withinMs) {
    let deadline = performance.now() + withinMs;
    for (; ; ) {
      const decoded = decodeAnswer(this.#input, hasData);
      if (decoded !== void 0) {
        const { answer, length } = decoded;
        this.#input = this.#input.subarray(length);
        if (answer.kind !== "pending") return judge(answer);
        deadline = performance.now() + withinMs;
        continue;
      }
      const before = this.#input.length;
      if (!await this.#hasMore(deadline)) {
        if (this.#isOver) return this.end();
        return { kind: this.#input.length > 0 ? "short" : "silent" };
      }
      if (before > 0) deadline = Math.max(deadline, performance.now() + ANSWER_MS);
    }
  }
  async #takeLate({ hasData = false }) {
    this.#lateAnswers += 1;
    const exchanged = await this.#answer(hasData, ANSWER_MS);
    return this.#lateAnswers > MAX_LATE ? { kind: "late" } : exchanged;
  }
  /** A chip that lost bytes of a frame waits for them: with what is sent now it can answer. */
  async #probe({ hasData = false }) {
    if (!await this.#lineOf().write(new Uint8Array(PROBE_BYTES))) return this.end();
    const exchanged = await this.#answer(hasData, PROBE_MS);
    await this.#drain();
    if (exchanged.kind === "gone" || exchanged.kind === "stopped") return exchanged;
    return { kind: exchanged.kind === "silent" ? "silent" : "lost" };
  }
  /** Reads until nothing comes any more, and forgets it. */
  async #drain() {
    do
      this.#input = Buffer.alloc(0);
    while (await this.#hasMore(performance.now() + QUIET_MS));
  }
  /** Waits for bytes beyond those that are there; false when the time is over, the line gone or the user impatient. */
  async #hasMore(deadline) {
    const before = this.#input.length;
    while (!this.#isOver && this.#input.length === before) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return !this.#isOver;
  }
  get #isOver() {
    return this.#isGone || this.#stop.aborted;
  }
  /** Why nothing more can be waited for. */
  end() {
    return { kind: this.#stop.aborted ? "stopped" : "gone" };
  }
  #lineOf() {
    if (this.#line === void 0) throw new Error("no line is attached");
    return this.#line;
  }
};
function judge(answer) {
  if (answer.kind === "refused" && answer.code === CHECKSUM_REFUSED) return { kind: "damaged" };
  return answer;
}

// src/device/isp/flash-session.ts
async function withFlashLoader(request, work) {
  const link = new IspLink(request.stop);
  const line = await openSerialLine(request.port, request.baudRate, link.events);
  if (!line.ok) return line;
  link.attach(line.value);
  try {
    const { baudRate, onWaiting } = request;
    const connected = await connect(link, { baudRate, timeoutMs: request.connectTimeoutMs, onWaiting });
    if (!connected.ok) return connected;
    const stranger = await diagnoseChip(link);
    if (stranger !== void 0) return failure(stranger);
    const started = await startLoader(link, request.loader, baudRate);
    if (!started.ok) return started;
    request.onConnected();
    const worked = await work(new FlashLoader(link));
    if (!worked.ok || await resetIntoProgram(link)) return worked;
    return withEarlier([pressReset()], worked);
  } finally {
    await line.value.close();
  }
}
function pressReset() {
  const message = "the port has no line that could reset the board: press its reset button to start the program";
  return { severity: "info", code: "FL0014", message };
}

// src/device/isp/write-flash.ts
import { createHash as createHash3 } from "node:crypto";
async function writeSegments(loader2, request) {
  const progress = request.segments.map((segment) => ({ segment, state: "untouched" }));
  const problem3 = await eraseAll(loader2, request) ?? await writeAll(loader2, request, progress) ?? await readBack(loader2, request);
  if (problem3 !== void 0) return failure(problem3, ...describeState(progress, problem3));
  return success(
    progress.map(({ segment: { name, address, bytes: bytes2 }, state }) => ({
      name,
      address,
      length: bytes2.length,
      action: state === "unchanged" ? "unchanged" : "written"
    }))
  );
}
async function eraseAll(loader2, request) {
  const total = request.eraseAll;
  if (total === void 0) return void 0;
  const erased = await loader2.erase(0, total, (end) => request.onProgress("erasing", "the whole flash", end, total));
  return erased.kind === "ok" ? void 0 : diagnoseTrouble(erased, `erasing the flash at ${hex(erased.at)}`);
}
async function writeAll(loader2, request, progress) {
  for (const entry of progress) {
    const problem3 = await writeOne(loader2, request, entry);
    if (problem3 !== void 0) return problem3;
  }
  return void 0;
}
async function writeOne(loader2, request, entry) {
  const { name, address, bytes: bytes2 } = entry.segment;
  const wanted = sha2562(bytes2);
  if (!request.rewrite) {
    const digest = await loader2.digest(address, bytes2.length);
    if (digest.kind !== "ok") return diagnoseTrouble(digest, `asking what is at ${hex(address)} (${name})`);
    if (wanted.equals(digest.data)) {
      entry.state = "unchanged";
      return void 0;
    }
  }
  entry.state = "partly erased";
  const erased = await loader2.erase(
    address,
    bytes2.length,
    (end) => request.onProgress("erasing", name, end - address, bytes2.length)
  );
  if (erased.kind !== "ok") return diagnoseTrouble(erased, `erasing the ${name} at ${hex(erased.at)}`);
  entry.state = "partly written";
  const programmed = await loader2.program(
    address,
    bytes2,
    (end) => request.onProgress("writing", name, end - address, bytes2.length)
  );
  if (programmed.kind !== "ok") return diagnoseTrouble(programmed, `writing the ${name} at ${hex(programmed.at)}`);
  entry.state = "written";
  return void 0;
}
async function readBack(loader2, request) {
  if (!request.verify) return void 0;
  for (const { name, address, bytes: bytes2 } of request.segments) {
    const read = await loader2.read(
      address,
      bytes2.length,
      (end) => request.onProgress("reading back", name, end - address, bytes2.length)
    );
    if (read.kind !== "ok") return diagnoseTrouble(read, `reading back the ${name} at ${hex(read.at)}`);
    const differs = bytes2.findIndex((byte, index) => byte !== read.bytes[index]);
    const digest = await loader2.digest(address, bytes2.length);
    if (digest.kind !== "ok") return diagnoseTrouble(digest, `asking for the digest of the ${name}`);
    const isDigestRight = sha2562(bytes2).equals(Buffer.from(digest.data));
    if (differs !== -1) return differsAt(name, address + differs, bytes2[differs], read.bytes[differs], isDigestRight);
    if (!isDigestRight) return wrongDigest(name);
  }
  return void 0;
}
function differsAt(name, address, wanted = 0, found = 0, isDigestRight) {
  const message = `the ${name} was written, but at ${hex(address)} the flash has ${hex(found)} and not ${hex(wanted)}`;
  if (isDigestRight)
    return {
      severity: "error",
      code: "FL0012",
      message: `${message}, although the chip says that the digest is right`,
      hint: {
        text: "reset the board and flash again; if it stays so, the flash chip is worn out or not what it claims to be"
      }
    };
  return {
    severity: "error",
    code: "FL0011",
    message,
    hint: { text: "flash again with --force; if it is the same address again, the flash chip is worn out" }
  };
}
function wrongDigest(name) {
  const message = `the ${name} was read back right, but the chip tells another digest of it`;
  return { severity: "error", code: "FL0012", message, hint: { text: "reset the board, then flash again" } };
}
function describeState(progress, problem3) {
  const isTouched = progress.some(({ state }) => state !== "untouched" && state !== "unchanged");
  if (!isTouched || problem3.code === "FL0011" || problem3.code === "FL0012") return [];
  const states = progress.map(({ segment: { name }, state }) => `${name} ${state}`);
  return [
    {
      severity: "warning",
      code: "FL0013",
      message: `in the flash now: ${states.join(", ")}. The board may not start`,
      hint: { text: "nothing needs cleaning up: flash again, and it begins where something is missing" }
    }
  ];
}
function sha2562(bytes2) {
  return createHash3("sha256").update(bytes2).digest();
}
function hex(value) {
  return `0x${value.toString(16)}`;
}

// ../../../tmp/w/try.ts
import { readFileSync } from "node:fs";
var loader = readFileSync(process.env.HOME + "/.cache/bljh/tools/blflash-0.3.5-1-linux-x64/data/image/eflash_loader_40m.bin");
var faults = process.argv.slice(2).filter((x) => !x.startsWith("--")).map((x) => parseFault(x));
var bytes = new Uint8Array(7e4).map((_, i) => i * 7919 >> 3);
var served = serveBootRom({ faults, paced: process.argv.includes("--paced") });
var t = performance.now();
var result = await withFlashLoader(
  { port: served.port, baudRate: 2e6, loader, connectTimeoutMs: 3e3, stop: new AbortController().signal, onWaiting: () => console.log("waiting"), onConnected: () => console.log("connected", Math.round(performance.now() - t)) },
  (l) => writeSegments(l, { segments: [{ name: "firmware", address: 0, bytes }], rewrite: false, verify: true, eraseAll: void 0, onProgress: () => void 0 })
);
console.log(Math.round(performance.now() - t), "ms", JSON.stringify(result.ok ? result.value : 0), result.diagnostics.map((d) => `${d.code} ${d.message}`));
served.close();
process.exit(0);
