-- What physicists decided about the doses of the archive: accepted, refused with a reason, taken back, or paired by hand. Rows are
-- never changed or deleted: they are the journal of it. The place counts the decisions about one subject, so that of two
-- physicists who decide at once the second is told.
create table dose_judgement (
    patient  varchar(64)              not null,
    subject  varchar(64)              not null,
    place    integer                  not null,
    verdict  varchar(10)              not null,
    reason   varchar(500)             not null,
    named    varchar(64)              not null,
    rtplan   varchar(64)              not null,
    rtstruct varchar(64)              not null,
    course   varchar(200)             not null,
    made_by  varchar(200)             not null,
    made_at  timestamp with time zone not null,
    primary key (patient, subject, place)
);
