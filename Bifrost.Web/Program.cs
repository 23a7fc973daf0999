using Bifrost.Web.Hosting;

var reader = new SettingsReader(new Dictionary<string, string>(), Environment.GetEnvironmentVariable);
var settings = reader.Read();
if (settings is null)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, reader.Errors));
    return 2;
}

return await BifrostHost.RunAsync(settings);
