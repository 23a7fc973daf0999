using System.CommandLine;
using System.CommandLine.Invocation;
using System.Data.Common;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Hosting;

namespace Bifrost.Web.Commands;

/// <summary>
/// The command line. stdout carries only a verb's result, everything else goes to stderr. A verb opens the database itself and
/// works beside a running server.
/// </summary>
internal static class BifrostCommandLine
{
    /// <summary>Runs one verb; without one, <c>serve</c>.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var error = System.Console.Error;
        var parsed = Build().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var wrong in parsed.Errors)
            {
                await error.WriteLineAsync(wrong.Message);
            }

            await error.WriteLineAsync("--help lists the verbs and options.");
            return ExitCodes.Usage;
        }

        try
        {
            // The server handles signals itself: it drains for longer than the library's two seconds.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception exception) when (Explain(exception) is { } explanation)
        {
            await error.WriteLineAsync(explanation.Message);
            return explanation.Code;
        }
    }

    /// <summary>The verbs and options, for the parser, <c>--help</c> and tests.</summary>
    internal static RootCommand Build()
    {
        var settings = new SettingsOptions();
        var serve = HostVerbs.Serve(settings);
        var root = new RootCommand("Bifrost, a gateway for language models. Without a verb it serves.")
        {
            serve,
            HostVerbs.SetupLink(settings),
            GovernanceFileVerbs.Validate(),
            GovernanceFileVerbs.Apply(settings),
            KeyVerbs.Build(settings),
            TokenVerbs.Build(settings),
            UsageVerbs.Build(settings),
            HostVerbs.Migrate(settings),
            HostVerbs.Probe(settings),
            HostVerbs.Version(),
        };
        settings.AddTo(root);
        VerbHelp.AddTo(root, settings);
        root.Action = serve.Action;
        return root;
    }

    // Whatever is not named here is a bug and keeps its stack trace.
    private static (int Code, string Message)? Explain(Exception exception) => exception switch
    {
        SettingsException => (ExitCodes.Usage, exception.Message),
        WrongMasterKeyException => (ExitCodes.Usage, exception.Message),
        DbException => (ExitCodes.Failed, $"The database refused: {exception.Message}"),
        UnauthorizedAccessException or IOException => (ExitCodes.Failed, exception.Message),
        _ => null,
    };
}
