/** A port with some methods replaced, as a stand-in for a failing dependency. */
export function changed<Port extends object>(port: Port, changes: Partial<Port>): Port {
  return new Proxy(port, {
    get: (_, name) => {
      const value = Reflect.get(changes, name) ?? Reflect.get(port, name)
      return typeof value === 'function' ? value.bind(port) : value
    },
  })
}
