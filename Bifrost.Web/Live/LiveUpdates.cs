using Bifrost.Domain.Alerts;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.Live;

/// <summary>Tells pages that records have reached the database or that alerts were raised, however many and however fast.</summary>
internal sealed class LiveUpdates : IDisposable
{
    private readonly UsageWriter _writer;
    private readonly TimeProvider _time;

    private readonly DatabaseSignals _signals;

    public LiveUpdates(UsageWriter writer, DatabaseSignals signals, TimeProvider time)
    {
        _writer = writer;
        _signals = signals;
        _time = time;
        _writer.Written += OnWritten;
        _signals.Received += OnSignal;
    }

    private event Action? Changed;

    private event Action? Alerted;

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

    /// <summary>The same for alerts and what webhooks did with them, on whichever node.</summary>
    public LiveSubscription SubscribeToAlerts(Func<Task> update, TimeSpan atMost, TimeSpan atLeast)
    {
        var subscription = new LiveSubscription(update, atMost, atLeast, _time);
        Alerted += subscription.Signal;
        subscription.Ended += () => Alerted -= subscription.Signal;
        return subscription;
    }

    public void Dispose()
    {
        _writer.Written -= OnWritten;
        _signals.Received -= OnSignal;
    }

    private void OnSignal(string topic)
    {
        if (topic == AlertBook.Topic)
        {
            Alerted?.Invoke();
        }
    }

    private void OnWritten(object? sender, UsageWritten written) => Changed?.Invoke();
}
