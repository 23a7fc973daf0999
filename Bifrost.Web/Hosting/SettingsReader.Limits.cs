using System.Globalization;
using Bifrost.Domain.Governance.File;

namespace Bifrost.Web.Hosting;

/// <content>How much, and for how long.</content>
internal sealed partial class SettingsReader
{
    private TimeSpan ReadTime(string flag, string variable, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Text(flag, variable) is not { } text)
        {
            return otherwise;
        }

        if (FileDuration.TryParse(text, out var time) && time >= least && time <= most)
        {
            return time;
        }

        _errors.Add($"{flag} ({variable}): “{text}” is no time from {least.TotalSeconds:0} s to {most.TotalSeconds:0} s; write {FileDuration.Form}.");
        return otherwise;
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
