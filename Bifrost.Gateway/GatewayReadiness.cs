using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Runtime;
using Microsoft.Extensions.Hosting;

namespace Bifrost.Gateway;

/// <summary>Whether traffic may be sent here: a runtime is loaded, the journal can be written, the process is not stopping.</summary>
public sealed class GatewayReadiness
{
    private readonly RuntimeHolder _holder;
    private readonly UsageJournal _journal;
    private readonly IHostApplicationLifetime _lifetime;

    internal GatewayReadiness(RuntimeHolder holder, UsageJournal journal, IHostApplicationLifetime lifetime)
    {
        _holder = holder;
        _journal = journal;
        _lifetime = lifetime;
    }

    /// <summary>Null when ready, otherwise the reason.</summary>
    public string? WhyNot() =>
        _lifetime.ApplicationStopping.IsCancellationRequested ? "stopping"
        : !_holder.IsLoaded ? "no governance loaded yet"
        : !_journal.IsHealthy ? "the journal cannot be written"
        : null;
}
