/** The file extension of each common content type (https://www.iana.org/assignments/media-types). */
const extensions = new Map(
  Object.entries({
    'image/avif': 'avif',
    'image/bmp': 'bmp',
    'image/gif': 'gif',
    'image/heic': 'heic',
    'image/jpeg': 'jpg',
    'image/jpg': 'jpg',
    'image/png': 'png',
    'image/svg+xml': 'svg',
    'image/tiff': 'tiff',
    'image/webp': 'webp',
    'image/vnd.microsoft.icon': 'ico',
    'image/x-icon': 'ico',
    'video/mp4': 'mp4',
    'video/mpeg': 'mpeg',
    'video/ogg': 'ogv',
    'video/quicktime': 'mov',
    'video/webm': 'webm',
    'audio/mpeg': 'mp3',
    'application/gzip': 'gz',
    'application/json': 'json',
    'application/pdf': 'pdf',
    'application/xml': 'xml',
    'application/zip': 'zip',
    'text/css': 'css',
    'text/csv': 'csv',
    'text/html': 'html',
    'text/plain': 'txt',
    'text/xml': 'xml',
  }),
)

/** The facts that make up a file's name. */
export interface FileFacts {
  /** Null for sweeps that the scheduler submits. */
  keyId: string | null
  jobId: string
  /** When the job was submitted, ISO 8601 in UTC. */
  submittedAt: string
  /** In hexadecimal. */
  sha256: string
  contentType: string
}

/**
 * `files/<tenant>/<yyyy-mm-dd>/<job>/<sha256>.<extension>`. The same content fetched again for the same job gets the same name. An
 * unknown content type has the extension `bin`.
 */
export function fileName({ keyId, jobId, submittedAt, sha256, contentType }: FileFacts): string {
  const mediaType = contentType.split(';')[0]!.trim().toLowerCase()
  return `files/${keyId ?? 'clock'}/${submittedAt.slice(0, 10)}/${jobId}/${sha256}.${extensions.get(mediaType) ?? 'bin'}`
}

/** The content type by a file's extension; `application/octet-stream` for an unknown one. */
export function typeOfName(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1)
  const known = [...extensions].find(([, ending]) => ending === extension)
  return known?.[0] ?? 'application/octet-stream'
}
