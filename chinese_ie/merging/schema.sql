-- Tables of `chinese-ie merge`, for DuckDB and PostgreSQL alike.
-- report and alias are what the articles say; investment, contradiction and report.investment_id follow from
-- them and are computed anew by every merge.

CREATE TABLE IF NOT EXISTS report (
  id TEXT NOT NULL UNIQUE,        -- hash of the columns below: the same report is kept once
  investment_id TEXT,             -- investment.id
  article TEXT NOT NULL,          -- id or source of the article, as the input names it
  published TEXT,                 -- YYYY-MM-DD, the day of the article
  company TEXT NOT NULL,
  amount TEXT,                    -- as written
  value DOUBLE PRECISION,         -- in units of currency; the lower bound where upper is given
  upper DOUBLE PRECISION,
  currency TEXT,                  -- ISO 4217
  modifier TEXT,                  -- about, over, under, at_least, at_most
  location TEXT,
  adcode TEXT,                    -- six digits, GB/T 2260
  project TEXT,
  capacity TEXT,
  stage TEXT,                     -- planned, signed, started, under construction, completed, expanded
  status TEXT,                    -- active, negated, cancelled, wished
  date TEXT,                      -- YYYY, YYYY-MM or YYYY-MM-DD: of the stage
  rule TEXT,
  score DOUBLE PRECISION,
  evidence TEXT,                  -- the sentence; this and the offsets are empty where flat rows were read
  evidence_start INTEGER,         -- offsets in the article, end exclusive
  evidence_end INTEGER,
  company_start INTEGER,
  company_end INTEGER,
  amount_start INTEGER,
  amount_end INTEGER,
  location_start INTEGER,
  location_end INTEGER
);
CREATE TABLE IF NOT EXISTS alias (
  article TEXT NOT NULL,
  company TEXT NOT NULL,          -- report.company of that article
  name TEXT NOT NULL,             -- another name for it there
  UNIQUE (article, company, name)
);
CREATE TABLE IF NOT EXISTS investment (
  id TEXT NOT NULL,               -- the least id of its reports
  company TEXT NOT NULL,          -- the longest name
  amount TEXT,                    -- told by most articles; of equals the exact one, then the last
  value DOUBLE PRECISION,
  upper DOUBLE PRECISION,
  currency TEXT,
  location TEXT,                  -- told by most articles; of equals the most precise
  adcode TEXT,
  project TEXT,
  capacity TEXT,
  stage TEXT,                     -- stage, status and date of the newest report
  status TEXT,
  date TEXT,
  first_published TEXT,
  last_published TEXT,
  articles INTEGER NOT NULL,      -- how many tell of it
  reports INTEGER NOT NULL,
  contradictions INTEGER NOT NULL -- rows of contradiction
);
CREATE TABLE IF NOT EXISTS contradiction (
  investment_id TEXT NOT NULL,
  field TEXT NOT NULL,            -- amount, location, stage (an earlier one told later), status
  report_id TEXT NOT NULL,
  other_report_id TEXT NOT NULL,
  value TEXT NOT NULL,            -- what report_id says
  other_value TEXT NOT NULL
);
