// Gives a broken input to everything that reads Kconfig trees and configurations. Throws what they throw.

/** `engine` is the library. Files are written below the folder `cwd`. */
export function swallow(engine, { files, config, dialect, mode, deep, environment, stdin }, cwd) {
  const texts = new Map(Object.entries(files).map(([name, text]) => [name, decode(engine, text)]));
  texts.set('.config', decode(engine, config));
  const fileSystem = { readText: (path) => texts.get(path.replace(`${cwd}/`, '')), list: () => [...texts.keys()] };
  asLibrary(engine, { fileSystem, dialect, environment, deep, config: texts.get('.config') });
  asConf(engine, { fileSystem, dialect, environment, mode, stdin, cwd });
}

function asLibrary(engine, { fileSystem, dialect, environment, deep, config }) {
  const { model, diagnostics } = engine.parseKconfig({
    file: 'Kconfig',
    environment,
    fileSystem,
    dialect,
    shell: (command) => command.slice(0, 100),
  });
  const file = engine.readConfigFile('.config', config, model);
  const resolution = engine.resolveConfig(model, file.settings);
  check([
    ...diagnostics,
    ...file.diagnostics,
    ...resolution.diagnostics,
    ...resolution.losses.map(engine.lossDiagnostic),
  ]);
  if (!deep) return;
  const written = engine.formatConfig(model, resolution);
  engine.formatDefconfig(model, resolution);
  check(engine.readConfigFile('again', written).diagnostics);
  check(engine.lintModel(model, { all: true, readText: (path) => fileSystem.readText(path) }));
  const values = new engine.LiveValues(model, file.settings);
  for (const name of [...model.symbols.keys()].slice(0, 3)) {
    values.set(name, 'y');
    values.explain(name);
    values.whyNot(name, 'n');
    values.unset(name);
  }
}

/** Every diagnostic is one for people: a text of one line and a place that exists. */
function check(diagnostics) {
  for (const { code, message, at } of diagnostics) {
    if (message === '' || /[\n\0]/.test(message)) throw new Error(`${code}: a message with ${JSON.stringify(message)}`);
    if (at !== undefined && !(at.line >= 1 && at.col >= 1)) throw new Error(`${code}: a place ${JSON.stringify(at)}`);
  }
}

function asConf(engine, { fileSystem, dialect, environment, mode, stdin, cwd }) {
  const lines = stdin.split(/(?<=\n)/);
  let printed = 0;
  const writer = {
    write: (text) => {
      printed += text.length;
      if (printed > outputLimit) throw new TooMuchOutput();
    },
  };
  try {
    const exit = engine.runConf({
      program: 'conf',
      args: [`--${mode}`, 'Kconfig'],
      cwd,
      env: { ...environment, KCONFIG_SEED: '1' },
      stdout: writer,
      stderr: writer,
      readLine: () => lines.shift(),
      isTerminal: () => false,
      pid: 1,
      now: () => 0,
      fileSystem,
      shell: (command) => command.slice(0, 100),
      dialect: engine.dialects[dialect],
    });
    if (exit !== 0 && exit !== 1) throw new Error(`conf ended with ${exit}`);
  } catch (error) {
    if (!(error instanceof TooMuchOutput)) throw error;
  }
}

/** Questions and messages may be many, but not without end. */
const outputLimit = 64 << 20;

class TooMuchOutput extends Error {}

function decode(engine, text) {
  return engine.decodeText(Buffer.from(text, 'latin1'));
}
