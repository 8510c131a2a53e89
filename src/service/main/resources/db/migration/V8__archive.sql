-- The patients that calls have asked the archive about: a keyed hash, and the question sealed until it is answered. The doses
-- of a patient are replaced in one transaction with the state, so that there is all of a reading or nothing of it. The pairs are the
-- objects that a physicist had paired when they were read.
create table archive_patient (
    patient       varchar(64)              primary key,
    state         varchar(10)              not null,
    asked         varchar(64)              not null,
    sealed        bytea                    not null,
    asked_at      timestamp with time zone not null,
    attempts      integer                  not null,
    claim         varchar(36)              not null,
    claimed_until timestamp with time zone not null,
    ended_at      timestamp with time zone,
    problem       varchar(30)              not null,
    answered      varchar(64)              not null,
    found         varchar(64)              not null,
    plans         varchar(1000000)         not null,
    pairs         varchar(1000000)         not null
);

create index archive_patient_by_state on archive_patient (state, asked_at);
create index archive_patient_by_time on archive_patient (asked_at);

-- A number or a reason for each dose, structure set, region and version of the algorithm, with the levels of the region. The course is
-- that of the plan when it was read. The subject is the hash of objects and region, the numbers are that of the lines, empty where they
-- have none.
create table archive_dose (
    patient   varchar(64)      not null references archive_patient (patient) on delete cascade,
    place     integer          not null,
    rtdose    varchar(64)      not null,
    rtplan    varchar(64)      not null,
    course    varchar(200)     not null,
    subject   varchar(64)      not null,
    numbers   varchar(64)      not null,
    algorithm varchar(20)      not null,
    lines     varchar(1000000) not null,
    primary key (patient, place)
);
