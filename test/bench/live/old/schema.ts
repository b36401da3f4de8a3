/** The tables of the previous design. */
export const oldSchema = `
  create table outlets (
    id text primary key, name text not null, url text not null unique, enabled boolean not null default true, online boolean,
    last_scanned_at timestamptz, last_extracted_at timestamptz, created_at timestamptz not null default now()
  );
  create table items (
    id bigint generated always as identity primary key, outlet_id text not null references outlets on delete cascade, key text not null,
    name text not null, price_minor bigint, currency text, availability text, url text, image_url text,
    listed boolean not null default true, changed_at timestamptz not null default now(), unique (outlet_id, key)
  );
  create table changes (
    id bigint generated always as identity primary key, outlet_id text not null references outlets on delete cascade,
    item_id bigint, kind text not null, old jsonb, new jsonb, observed_at timestamptz not null default now()
  );
  create index changes_by_outlet on changes (outlet_id, id);
`
