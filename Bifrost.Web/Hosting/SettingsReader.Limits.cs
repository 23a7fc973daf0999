using System.Globalization;
using Bifrost.Domain.Governance.File;

namespace Bifrost.Web.Hosting;

/// <content>How much, and for how long.</content>
internal sealed partial class SettingsReader
{
    private TimeSpan ReadBudgetLease()
    {
        if (Text("--budget-lease", "BIFROST_BUDGET_LEASE") is not { } text)
        {
            return BifrostSettings.DefaultBudgetLease;
        }

        if (FileDuration.TryParse(text, out var lease) && lease >= TimeSpan.FromSeconds(10) && lease <= TimeSpan.FromDays(1))
        {
            return lease;
        }

        _errors.Add($"--budget-lease (BIFROST_BUDGET_LEASE): “{text}” is no time from 10s to 24h; write {FileDuration.Form}.");
        return default;
    }

    private long ReadMaxRequestBytes()
    {
        var text = Text("--max-request-mib", "BIFROST_MAX_REQUEST_MIB");
        if (text is null)
        {
            return BifrostSettings.DefaultMaxRequestMib * 1024L * 1024L;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mib) && mib is >= 1 and <= 1024)
        {
            return mib * 1024L * 1024L;
        }

        _errors.Add($"--max-request-mib (BIFROST_MAX_REQUEST_MIB): “{text}” is no number of 1 to 1024.");
        return 0;
    }
}
