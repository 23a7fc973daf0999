using System.Globalization;

namespace Bifrost.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench [-- OPTIONS]

          --quick              about 4 minutes instead of about 15
          --rounds N           alternating rounds of every measure (5 to 50)
          --only A,B           some measures: latency, cost, streams, translated, frontier, sustained, memory
          --markdown FILE      write the table as Markdown
          --gateway FILE       measure this published Bifrost.Web.dll instead of publishing one
          --limits             budgets, rate limits and requests at once on customer, team and key, none of them ever reached
          --database CONN      the gateway on this empty PostgreSQL database (Host=…), with a second node beside it
          --gateway-is-yarp    self-check: a second bare YARP stands in for the gateway; every ratio must be near 1

        Exit code: 0 all bars held; 1 a call failed or a server did not start; 2 a bar was missed; 64 wrong option.
        """;

    public static readonly IReadOnlyList<string> Measures = ["memory", "latency", "cost", "streams", "translated", "frontier", "sustained"];

    public bool Quick { get; private init; }

    /// <summary>How often each comparison alternates between the targets; at least 5.</summary>
    public int Rounds { get; private init; } = 5;

    public IReadOnlyList<string> Only { get; private init; } = Measures;

    public string? Markdown { get; private init; }

    public string? Gateway { get; private init; }

    public bool GatewayIsYarp { get; private init; }

    /// <summary>Three levels of budgets, two rate limits and requests at once each.</summary>
    public bool Limits { get; private init; }

    /// <summary>Connection string of an empty PostgreSQL database, which a second, idle node shares; null for SQLite.</summary>
    public string? Database { get; private init; }

    public bool Includes(string measure) => Only.Contains(measure);

    /// <exception cref="FormatException">An unknown option or value; the message names it.</exception>
    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var next = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    continue;
                case "--limits":
                    options = options with { Limits = true };
                    continue;
                case "--gateway-is-yarp":
                    options = options with { GatewayIsYarp = true };
                    continue;
            }

            options = options.With(arguments[i], next);
            i++;
        }

        return options;
    }

    private BenchOptions With(string name, string? value) => (name, value) switch
    {
        ("--rounds", { } text) when int.TryParse(text, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 5 and <= 50 => this with { Rounds = rounds },
        ("--only", { } text) when text.Split(',').All(Measures.Contains) => this with { Only = text.Split(',') },
        ("--database", { } connection) when connection.StartsWith("Host=", StringComparison.Ordinal) => this with { Database = connection },
        ("--markdown", { } file) => this with { Markdown = Path.GetFullPath(file) },
        ("--gateway", { } file) when File.Exists(file) => this with { Gateway = Path.GetFullPath(file) },
        _ => throw new FormatException($"Wrong option: {name} {value}".TrimEnd()),
    };
}
