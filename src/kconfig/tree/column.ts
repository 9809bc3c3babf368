// Tables of 32-bit integers, a column a fact: the building stones of a tree. Columns instead of objects, because a kernel's
// tree has a quarter of a million rows: they take little memory, and saving and loading them is a copy.

/** One fact about every row of a table. */
export class Column {
  /** At least as long as the table has rows; new rows are 0. */
  data = new Int32Array(0);

  get(row: number): number {
    return this.data[row] as number;
  }

  set(row: number, value: number): void {
    this.data[row] = value;
  }
}

const firstCapacity = 256;
/** Copying costs time, rows that are not used yet cost nothing: the system gives memory when it is written to. */
const growth = 4;

/** Columns of one length. */
export class Table {
  /** Rows. */
  length = 0;
  columns: readonly Column[] = [];
  #capacity = 0;

  /** Appends a row of zeros and returns its number. */
  addRow(): number {
    if (this.length === this.#capacity) this.#grow();
    this.length += 1;
    return this.length - 1;
  }

  /** The rows of each column, one after the other. */
  *packed(): Generator<Int32Array> {
    for (const { data } of this.columns) yield data.subarray(0, this.length);
  }

  /** Takes rows that were packed. */
  load(length: number, take: (rows: number) => Int32Array<ArrayBuffer>): void {
    for (const column of this.columns) column.data = take(length);
    this.length = length;
    this.#capacity = length;
  }

  #grow(): void {
    this.#capacity = Math.max(firstCapacity, this.#capacity * growth);
    for (const column of this.columns) {
      const larger = new Int32Array(this.#capacity);
      larger.set(column.data);
      column.data = larger;
    }
  }
}
