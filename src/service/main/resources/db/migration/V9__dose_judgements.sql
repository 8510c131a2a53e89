-- Decisions of physicists about the doses of the archive: accepted, refused with a reason, taken back, or paired by hand. Rows are
-- never changed or deleted: they are the journal of it. The subject is a hash of UIDs, so that a decision holds for its dose under
-- every name of the patient; the patient is kept as information. The place counts the decisions about one subject, so that of two
-- physicists who decide at once the second is told. An acceptance holds for its numbers alone.
create table dose_judgement (
    subject  varchar(64)              not null,
    place    integer                  not null,
    patient  varchar(64)              not null,
    verdict  varchar(10)              not null,
    numbers  varchar(64)              not null,
    reason   varchar(500)             not null,
    named    varchar(64)              not null,
    rtplan   varchar(64)              not null,
    rtstruct varchar(64)              not null,
    course   varchar(200)             not null,
    made_by  varchar(200)             not null,
    made_at  timestamp with time zone not null,
    primary key (subject, place)
);
