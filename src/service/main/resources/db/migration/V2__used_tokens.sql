-- Client tokens are good for one call, on whichever instance it arrives. Kept until they have expired.
create table used_token (
    client     varchar(100)             not null,
    token      varchar(64)              not null,
    expires_at timestamp with time zone not null,
    primary key (client, token)
);

create index used_token_by_expiry on used_token (expires_at);
