import { sentence } from '../api/problem.ts'
import { Dot } from '../parts/dot.tsx'
import { Icon } from '../parts/icon.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { ImportName } from './import-name.tsx'
import { dropUpload, type Upload } from './uploads.ts'

/** The progress of one upload. */
export function UploadRow({ upload: { key, filename, table, bytes, sent, error } }: { upload: Upload }) {
  return (
    <li class="import-row">
      <div class="import-line">
        <Dot tone={error ? 'bad' : 'busy'} label={error ? 'failed' : 'uploading'} isBusy={!error} />
        <ImportName filename={filename} table={table} />
        <span class="quiet number">{error ? '' : `${megabytes(sent)} / ${megabytes(bytes)} MB`}</span>
        <button
          type="button"
          class="plain icon-button"
          aria-label={error ? `Remove ${filename} from the list` : `Stop the upload of ${filename}`}
          onClick={() => dropUpload(key)}
        >
          <Icon name="close" />
        </button>
      </div>
      {error ? (
        <p class="import-error" role="alert">
          {sentence(error)}
        </p>
      ) : (
        <ProgressBar label={`Upload of ${filename}`} done={sent} total={bytes} />
      )}
    </li>
  )
}

const megabytes = (bytes: number) => (bytes / 1e6).toLocaleString(undefined, { maximumFractionDigits: 1 })
