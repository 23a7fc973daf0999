using System.Diagnostics;

namespace Bifrost.Tests.Testing;

/// <summary>Waits for facts that only another process knows; inside this process await the fact itself.</summary>
public static class Polling
{
    /// <summary>Returns once the condition holds; asks every 25 ms and fails with the message after the bound (30 s).</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> otherwise, TimeSpan? bound = null)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (bound ?? TimeSpan.FromSeconds(30))) throw new TimeoutException(otherwise());
            await timer.WaitForNextTickAsync();
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, Func{string}, TimeSpan?)"/>
    public static Task UntilAsync(Func<bool> condition, Func<string> otherwise, TimeSpan? bound = null) =>
        UntilAsync(() => Task.FromResult(condition()), otherwise, bound);
}
