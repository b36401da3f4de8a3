type Camel<Name> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name
type Snake<Name> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : Name

type CamelFields<T> = { [Name in keyof T as Camel<Name> & string]: T[Name] }
type SnakeFields<T> = { [Name in keyof T as Snake<Name> & string]: T[Name] }

const renamed = (fields: object, rename: (name: string) => string): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [rename(name), value]))

/** The fields of a request under the names of the code: `interval_seconds` becomes `intervalSeconds`. */
export const camelFields = <T extends object>(fields: T): CamelFields<T> =>
  renamed(fields, (name) => name.replace(/_[a-z]/g, (part) => part.slice(1).toUpperCase())) as CamelFields<T>

/** The fields of a row under the names of the API: `intervalSeconds` becomes `interval_seconds`. */
export const snakeFields = <T extends object>(fields: T): SnakeFields<T> =>
  renamed(fields, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) as SnakeFields<T>
