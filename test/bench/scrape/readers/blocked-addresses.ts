/**
 * What a demo town serves of the resource types that are left out (images, media, fonts), as patterns of addresses for
 * `Network.setBlockedURLs`: without request interception things are left out by address.
 */
export const blockedAddresses = ['*/images/*', '*.woff2']
