using Bifrost.Domain.Usage;

namespace Bifrost.Web.Live;

/// <summary>Tells pages that records have reached the database, however many and however fast.</summary>
internal sealed class LiveUpdates : IDisposable
{
    private readonly UsageWriter _writer;
    private readonly TimeProvider _time;

    public LiveUpdates(UsageWriter writer, TimeProvider time)
    {
        _writer = writer;
        _time = time;
        _writer.Written += OnWritten;
    }

    private event Action? Changed;

    /// <summary>
    /// Runs the update soon after records were written, never twice within <paramref name="atMost"/>, and at the latest
    /// after <paramref name="atLeast"/>: other nodes write too, and time itself moves a chart. One update at a time.
    /// </summary>
    public LiveSubscription Subscribe(Func<Task> update, TimeSpan atMost, TimeSpan atLeast)
    {
        var subscription = new LiveSubscription(update, atMost, atLeast, _time);
        Changed += subscription.Signal;
        subscription.Ended += () => Changed -= subscription.Signal;
        return subscription;
    }

    public void Dispose() => _writer.Written -= OnWritten;

    private void OnWritten(object? sender, UsageWritten written) => Changed?.Invoke();
}
