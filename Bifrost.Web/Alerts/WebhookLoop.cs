using Bifrost.Domain.Alerts;
using Bifrost.Domain.Persistence;

namespace Bifrost.Web.Alerts;

/// <summary>
/// Sends what is due: to each webhook one message after another, to several at once, so that a receiver that is slow holds up
/// its own messages alone. When the host stops, what is being sent ends; the rest is other nodes' or the next start's.
/// </summary>
internal sealed partial class WebhookLoop(WebhookOutbox outbox, WebhookSender sender, DatabaseSignals signals, TimeProvider time, ILogger<WebhookLoop> logger) : BackgroundService
{
    private const int MostAtOnce = 16;
    private const int MostRead = 100;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Dictionary<Guid, Task> _sending = [];
    private bool _failed;

    public override void Dispose()
    {
        signals.Received -= OnSignal;
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        signals.Received += OnSignal;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartDueAsync(stoppingToken);
                _failed = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Report(exception);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await WaitAsync(stoppingToken);
        }

        await Task.WhenAll(_sending.Values);
    }

    private async Task StartDueAsync(CancellationToken stoppingToken)
    {
        foreach (var webhook in _sending.Where(x => x.Value.IsCompleted).Select(x => x.Key).ToList())
        {
            _sending.Remove(webhook);
        }

        if (_sending.Count >= MostAtOnce)
        {
            return;
        }

        foreach (var webhook in (await outbox.DueAsync(_sending.Keys, MostRead, stoppingToken)).GroupBy(x => x.WebhookId, x => x.Id).Take(MostAtOnce - _sending.Count))
        {
            _sending[webhook.Key] = SendAsync([.. webhook], stoppingToken);
        }
    }

    private async Task SendAsync(List<Guid> deliveries, CancellationToken stoppingToken)
    {
        try
        {
            foreach (var id in deliveries)
            {
                if (!stoppingToken.IsCancellationRequested && await outbox.ClaimAsync(id, stoppingToken) is { } claimed)
                {
                    // A message that was begun is finished and its result kept, also while the host stops.
                    await outbox.FinishAsync(claimed, await sender.SendAsync(claimed, CancellationToken.None), CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // Its claim ends by itself, and it is sent again.
            Report(exception);
        }
    }

    private void OnSignal(string topic)
    {
        lock (_signal)
        {
            if (topic == AlertBook.Topic && _signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var signal = _signal.WaitAsync(rest.Token);
        await Task.WhenAny(signal, Task.Delay(Round, time, rest.Token));
        await rest.CancelAsync();
        await ((Task)signal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Report(Exception exception)
    {
        if (!_failed)
        {
            _failed = true;
            LogFailure(exception);
        }
    }

    [LoggerMessage(EventId = 4302, Level = LogLevel.Warning, Message = "Webhooks could not be sent; what is due stays queued.")]
    private partial void LogFailure(Exception exception);
}
