using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Bifrost.Web.Commands;

/// <summary><c>--help</c> of a verb: its own options. The settings' flags, which every verb accepts, are listed once, without a verb.</summary>
internal sealed class VerbHelp(HelpAction help, SettingsOptions settings) : SynchronousCommandLineAction
{
    /// <summary>Takes the place of the library's own help.</summary>
    public static void AddTo(RootCommand root, SettingsOptions settings)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new VerbHelp((HelpAction)option.Action!, settings);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        if (command is RootCommand or { Name: HostVerbs.ServeName })
        {
            return help.Invoke(parseResult);
        }

        settings.Hide();
        var code = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine("The settings are accepted too, such as --data and --database: --help without a verb lists them.");
        return code;
    }
}
