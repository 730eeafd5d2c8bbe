package io.gatehouse.gateway.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What is wrong between a node and Redis, in an operator's words. */
final class Trouble {
    private Trouble() {}

    /** The fault and, where it is known, the fix. */
    static String of(@Nullable Throwable failure) {
        if (failure == null) {
            return "no connection yet";
        }
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        // A cluster client adds what each of its seeds said.
        Throwable told = root.getSuppressed().length == 0 ? root : root.getSuppressed()[0];
        while (told.getCause() != null) {
            told = told.getCause();
        }
        return fix(told, told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage());
    }

    /** Whether another try would end the same: somebody answered, and said no. */
    static boolean isNo(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException
                    || cause instanceof ConnectException
                    || cause instanceof SSLException) {
                return true;
            }
            // A cluster client adds what each of its seeds said.
            for (Throwable seed : cause.getSuppressed()) {
                if (isNo(seed)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String fix(Throwable root, String message) {
        if (message.startsWith("WRONGPASS")) {
            return "it refuses the credentials (" + message + "); correct the user and password";
        }
        if (message.startsWith("NOAUTH")) {
            return "it wants credentials; give store.redis.password, and store.redis.user unless it is the default"
                    + " user";
        }
        if (message.startsWith("NOPERM") || message.contains("can't run this command")) {
            return "its access control list does not let this user in (" + message
                    + "); the rule that is needed is in docs/redis.md";
        }
        if (message.contains("cluster support disabled")) {
            return "it is no cluster; write redis:// instead of redis-cluster://";
        }
        if (root instanceof SSLException) {
            return "TLS failed (" + message
                    + "); is it rediss://, and store.redis.ca the authority of its certificate?";
        }
        if (root instanceof TimeoutException) {
            return "it does not answer; a TLS port does not answer to redis://, nor another one to rediss://";
        }
        return message;
    }
}
