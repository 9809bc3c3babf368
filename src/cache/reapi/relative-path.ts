/** Paths in messages: relative, with `/`, and never out of the folder they are relative to. Windows' separators and drives are no names, either. */
export function isRelativePath(path: string): boolean {
  return path
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..' && !/[\0\\]|^[A-Za-z]:$/.test(name));
}

/** The same of a file that lies on this machine: a name may have a backslash in it. */
export function isInputPath(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\0'));
}
