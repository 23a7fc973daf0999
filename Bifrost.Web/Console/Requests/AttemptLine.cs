using System.Globalization;

namespace Bifrost.Web.Console.Requests;

/// <summary>One attempt as a record's trail tells it.</summary>
/// <param name="Result">The provider's status, or how the attempt failed, in words.</param>
internal sealed record AttemptLine(string Key, string Result, long? Micros, bool IsGood)
{
    /// <summary>Reads <c>key|status or failure|microseconds</c>, one a line.</summary>
    public static IReadOnlyList<AttemptLine> Read(string? trail) =>
        trail is null ? [] : [.. trail.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    private static AttemptLine Parse(string line)
    {
        // A key's name may hold a bar; what follows it does not.
        var last = line.LastIndexOf('|');
        var middle = last > 0 ? line.LastIndexOf('|', last - 1) : -1;
        if (middle < 0)
        {
            return new AttemptLine(line, "", null, false);
        }

        var result = line[(middle + 1)..last];
        var micros = long.TryParse(line[(last + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        return new AttemptLine(middle == 0 ? "(none)" : line[..middle], Words(result), micros, result is ['2', ..]);
    }

    private static string Words(string result) => result switch
    {
        "Connect" => "no connection",
        "Timeout" => "timed out",
        "Broken" => "broke off",
        "InvalidResponse" => "unusable answer",
        "CallerGone" => "caller hung up",
        _ => result,
    };
}
