package io.gatehouse.gateway.store.history;

/** What a sign-in's device, network and client are called under an older key and under the current one: so that a history that knows them by the older names learns the newer ones. */
public record Renaming(Marks before, Marks after) {
    /** Keyed hashes, as {@link Visit} has them. */
    public record Marks(long device, long prefix, long address, long agent, Print print) {}

    long trace(long trace) {
        return trace == before.device ? after.device : trace == before.prefix ? after.prefix : trace;
    }

    Learnt learnt(Learnt one) {
        return new Learnt(
                one.second(),
                trace(one.device()),
                trace(one.prefix()),
                one.address() == Learnt.mark(before.address) ? Learnt.mark(after.address) : one.address(),
                one.asn(),
                one.country(),
                one.region(),
                one.agent() != 0 && one.agent() == Learnt.mark(before.agent) ? Learnt.mark(after.agent) : one.agent(),
                one.browser(),
                one.system(),
                one.kind(),
                one.language());
    }

    /** Of its own device only: marks are short, and those of other devices might be the same by chance. */
    DevicePrint print(DevicePrint print) {
        if (print.device() != before.device) {
            return print;
        }
        Print was = print.print();
        Print old = before.print;
        Print now = after.print;
        return new DevicePrint(
                after.device,
                new Print(
                        was.browser() == old.browser() ? now.browser() : was.browser(),
                        was.system() == old.system() ? now.system() : was.system(),
                        was.ja4() == old.ja4() ? now.ja4() : was.ja4(),
                        was.http2() == old.http2() ? now.http2() : was.http2(),
                        was.headers() == old.headers() ? now.headers() : was.headers(),
                        was.key() == old.key() ? now.key() : was.key(),
                        was.confirmed()));
    }
}
