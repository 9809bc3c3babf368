/** Paths in messages: relative, with `/`, and never out of the folder they are relative to. Windows' drives are no names, either. */
export function isRelativePath(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !/\0|^[A-Za-z]:$/.test(name));
}
