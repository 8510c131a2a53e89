package org.spinecds.database;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    ForcedWrites forcedWrites(DataSource database) {
        return new ForcedWrites(database);
    }
}
