/**
 * Address patterns of a demo town's images, media and fonts for `Network.setBlockedURLs`, because without request interception
 * resources can only be blocked by address.
 */
export const blockedAddresses = ['*/images/*', '*.woff2']
