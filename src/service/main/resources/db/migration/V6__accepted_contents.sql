-- Which content is in force: the newest row. Rows are only ever added, each with the next number, so that of two instances one
-- is first and the other reads again. The names of cases that fail stand one a line.
create table content_in_force (
    number      bigint                   primary key,
    digest      varchar(64)              not null,
    version     varchar(64)              not null,
    build       varchar(64)              not null,
    how         varchar(20)              not null,
    since       timestamp with time zone not null,
    set_by      varchar(400)             not null,
    reason      varchar(2000)            not null,
    failing     varchar(10000)           not null
);

-- The contents themselves, whole: what can answer after a restart, or be taken into force by name.
create table content_kept (
    digest     varchar(64)              primary key,
    cases      varchar(64)              not null,
    kept_at    timestamp with time zone not null
);

create table content_part (
    digest varchar(64) not null references content_kept (digest) on delete cascade,
    kind   varchar(10) not null,
    place  integer     not null,
    packed bytea       not null,
    primary key (digest, kind, place)
);

-- What came of trying a content with the engine of a build. The first word counts, on every instance and after every restart.
create table content_tried (
    digest      varchar(64)              not null,
    build       varchar(64)              not null,
    version     varchar(64)              not null,
    passed      boolean                  not null,
    overridable boolean                  not null,
    played      integer                  not null,
    failing     varchar(10000)           not null,
    findings    varchar(100000)          not null,
    tried_at    timestamp with time zone not null,
    primary key (digest, build)
);

-- A refused content that one administrator wants in force all the same, until a second one confirms it.
create table content_override (
    digest      varchar(64)              primary key,
    version     varchar(64)              not null,
    proposed_by varchar(200)             not null,
    reason      varchar(2000)            not null,
    proposed_at timestamp with time zone not null
);
