/**
 * The paths of the locked packages that npm installs on a machine: those that fit it and that an installed package needs. A package that only
 * another platform's build needs may fit as well, but is never installed.
 */
export function packagesForMachine({ packages }, machine) {
  const fits = (path) =>
    Object.entries(machine).every(([trait, own]) => !packages[path][trait] || packages[path][trait].includes(own))
  const own = Object.keys(packages).filter((path) => !path.includes('node_modules/'))
  // The loop also visits what it adds.
  const found = new Set(own)
  for (const path of found) {
    const { dependencies, optionalDependencies, devDependencies, peerDependencies, peerDependenciesMeta } =
      packages[path]
    const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional)
    const needed = { ...dependencies, ...optionalDependencies, ...(own.includes(path) ? devDependencies : {}) }
    for (const name of [...Object.keys(needed), ...peers]) {
      const at = pathOf(packages, path, name)
      if (at && fits(at)) found.add(at)
    }
  }
  return [...found].filter((path) => path.includes('node_modules/') && !packages[path].link)
}

/** The place of a package that the package at `from` needs: the nearest folder node_modules that has it. */
function pathOf(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`
    if (packages[path] || !folder) return packages[path] ? path : null
  }
}
