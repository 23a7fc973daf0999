using MudBlazor;

namespace Bifrost.Web.Console.Shared;

/// <summary>Colours, type and shape of the console, light and dark. Text has a contrast of at least 4.5 : 1 on its ground.</summary>
internal static class BifrostTheme
{
    private static readonly string[] SystemFonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#3454d1",
            PrimaryContrastText = "#ffffff",
            Secondary = "#565d6d",
            Info = "#2566a8",
            Success = "#1a7444",
            Warning = "#8a5700",
            Error = "#bd2c31",
            Background = "#f7f8fa",
            BackgroundGray = "#eef0f4",
            Surface = "#ffffff",
            TextPrimary = "#14171f",
            TextSecondary = "#565d6d",
            TextDisabled = "#8b92a1",
            ActionDefault = "#565d6d",
            LinesDefault = "#e1e4ea",
            LinesInputs = "#868d9b",
            TableLines = "#e9ebf0",
            TableHover = "#f3f5f9",
            Divider = "#e1e4ea",
            DrawerBackground = "#ffffff",
            DrawerText = "#14171f",
            AppbarBackground = "#ffffff",
            AppbarText = "#14171f",
            Skeleton = "#e9ebf0",
            OverlayDark = "rgba(20,23,31,0.45)",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8fa6ff",
            PrimaryContrastText = "#0e1116",
            Secondary = "#a0a8b8",
            Info = "#74b6f5",
            InfoContrastText = "#0e1116",
            Success = "#56c690",
            SuccessContrastText = "#0e1116",
            Warning = "#e0aa45",
            WarningContrastText = "#0e1116",
            Error = "#ff8a8a",
            ErrorContrastText = "#0e1116",
            Background = "#0e1116",
            BackgroundGray = "#1b2027",
            Surface = "#151a20",
            TextPrimary = "#e7eaef",
            TextSecondary = "#a0a8b8",
            TextDisabled = "#6d7584",
            ActionDefault = "#a0a8b8",
            LinesDefault = "#272d36",
            LinesInputs = "#6b7482",
            TableLines = "#21262e",
            TableHover = "#1b2027",
            Divider = "#272d36",
            DrawerBackground = "#151a20",
            DrawerText = "#e7eaef",
            AppbarBackground = "#151a20",
            AppbarText = "#e7eaef",
            Skeleton = "#21262e",
            OverlayDark = "rgba(0,0,0,0.6)",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFonts, FontSize = "0.875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = SystemFonts, FontSize = "0.875rem", FontWeight = "500", TextTransform = "none", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = SystemFonts, FontSize = "1rem", FontWeight = "600", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = SystemFonts, FontSize = "0.875rem", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = SystemFonts, FontSize = "0.8125rem", LetterSpacing = "normal" },
        },
    };
}
