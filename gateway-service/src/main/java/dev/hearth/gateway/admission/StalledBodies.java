package dev.hearth.gateway.admission;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long a connection waits for the rest of a request's body. A caller that pauses longer than the bound while the
 * gateway wants to read is cut off. So is one that was answered already and has not sent the rest within the bound; until
 * then the rest is read and dropped, because a connection closed at once takes the answer with it.
 *
 * <p>One per connection, on its event loop.
 */
final class StalledBodies extends ChannelDuplexHandler {

    private final Duration bound;
    private boolean bodyOpen;
    private boolean answered;
    private boolean readWanted;
    private boolean insideRead;
    private @Nullable Future<?> timer;

    StalledBodies(Duration bound) {
        this.bound = bound;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!insideRead) {
            insideRead = true;
            readWanted = false;
        }
        if (message instanceof HttpRequest) {
            bodyOpen = true;
            answered = false;
        }
        if (message instanceof LastHttpContent) {
            bodyOpen = false;
        }
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        insideRead = false;
        if (!bodyOpen || !answered) {
            stopTimer();
        }
        super.channelReadComplete(context);
        // More may have been asked for while this was being read.
        startTimerIfWaiting(context);
    }

    @Override
    public void read(ChannelHandlerContext context) throws Exception {
        readWanted = true;
        if (!insideRead) {
            startTimerIfWaiting(context);
        }
        super.read(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        super.write(context, message, promise);
        if (message instanceof LastHttpContent && bodyOpen) {
            answered = true;
            stopTimer();
            startTimer(context);
            // Whoever read the body may have stopped in its middle.
            context.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stopTimer();
        super.channelInactive(context);
    }

    private void startTimerIfWaiting(ChannelHandlerContext context) {
        // A body that came in one piece with its head is never seen open here: the common call needs no timer.
        if (bodyOpen && readWanted && timer == null) {
            startTimer(context);
        }
    }

    private void startTimer(ChannelHandlerContext context) {
        timer = context.executor().schedule(() -> close(context), bound.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void close(ChannelHandlerContext context) {
        var _ = context.close();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
