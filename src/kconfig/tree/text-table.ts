// The texts of a tree by number: names, prompts, paths. Loaded from a cache they stay one string until asked for.

export class TextTable {
  #texts: (string | undefined)[] = [];
  #all = '';
  #ends = new Int32Array(0);

  /** Takes texts that were packed: `all` holds them one after the other, `ends` the offset after each. */
  load(all: string, ends: Int32Array<ArrayBuffer>): void {
    this.#all = all;
    this.#ends = ends;
    this.#texts = new Array<string | undefined>(ends.length);
  }

  get length(): number {
    return this.#texts.length;
  }

  add(text: string): number {
    this.#texts.push(text);
    return this.#texts.length - 1;
  }

  get(index: number): string {
    const known = this.#texts[index];
    if (known !== undefined) return known;
    const start = index === 0 ? 0 : (this.#ends[index - 1] as number);
    const text = this.#all.slice(start, this.#ends[index]);
    this.#texts[index] = text;
    return text;
  }

  /** The form that `load` takes. */
  pack(): { readonly all: string; readonly ends: Int32Array } {
    const ends = new Int32Array(this.length);
    const texts: string[] = [];
    let end = 0;
    for (let index = 0; index < this.length; index += 1) {
      const text = this.get(index);
      texts.push(text);
      end += text.length;
      ends[index] = end;
    }
    return { all: texts.join(''), ends };
  }
}
