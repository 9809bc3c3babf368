// node:child_process, loaded when a command has to run: most often none has, and loading it takes a hundredth of such a run.

export function childProcess(): typeof import('node:child_process') {
  return process.getBuiltinModule('node:child_process');
}
