/** What a zod schema says of a place in an ini file: its keys, what belongs there, an example. */
import * as z from 'zod';

/** The parts of a JSON schema that are of use here. */
export interface Shape {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Shape[];
}

export interface PlaceInSchema {
  readonly isSection: boolean;
  readonly description: string | undefined;
  readonly example: string | undefined;
  /** The only values there are. */
  readonly options: readonly string[];
  /** Keys of a section, in the schema's order. */
  readonly keys: readonly string[];
  readonly required: readonly string[];
}

export function shapeOf(schema: z.ZodType): Shape {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
}

/** `data`: of a section that has several forms, the one that its values fit counts. */
export function describePlace(root: Shape, path: readonly string[], data: unknown): PlaceInSchema {
  let shape = root;
  let value = data;
  for (const key of path) {
    shape = formOf(shape, value).properties?.[key] ?? {};
    value = valueAt(value, [key]);
  }
  const { description, examples, enum: options = [], properties, required = [] } = formOf(shape, value);
  return {
    isSection: shape.type === 'object' || shape.oneOf !== undefined,
    description: shape.description ?? description,
    example: examples?.[0] === undefined ? undefined : String(examples[0]),
    options: options.map(String),
    keys: Object.keys(properties ?? {}),
    required,
  };
}

export function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const key of path) {
    const isSection = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    value = isSection ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

/** Of several forms the one whose constants the data has; as long as none fits, what all of them have. */
function formOf(shape: Shape, data: unknown): Shape {
  if (shape.oneOf === undefined) return shape;
  const constants = (form: Shape) =>
    Object.entries(form.properties ?? {}).filter(
      (entry): entry is [string, Shape & { const: unknown }] => 'const' in entry[1],
    );
  const fitting = shape.oneOf.find((form) => constants(form).every(([key, own]) => valueAt(data, [key]) === own.const));
  if (fitting !== undefined) return fitting;
  const [first = {}, ...others] = shape.oneOf;
  const isShared = (key: string) => others.every((form) => form.properties?.[key] !== undefined);
  const shared = Object.entries(first.properties ?? {}).filter(([key]) => isShared(key));
  return {
    properties: Object.fromEntries(shared),
    required: (first.required ?? []).filter((key) => shared.some(([name]) => name === key)),
  };
}
